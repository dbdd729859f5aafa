import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packTree } from '@pagewright/artifacts';
import { openBroker } from '@pagewright/broker';
import { auditStream, identityEventDefinitions } from '@pagewright/identity';
import { createCatalogue, type Recorded } from '@pagewright/kernel';
import { createMetrics } from '@pagewright/kernel/adapters/telemetry';
import { type SiteEvent, siteEventDefinitions, type SiteId, siteStream } from '@pagewright/sites';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS } from '../../apps/api/src/cli/commands.ts';
import { runCli } from '../../apps/api/src/cli/run-cli.ts';
import { createBuildMeters } from '../../apps/worker-runner/src/telemetry/build-meters.ts';
import { httpGet } from '../support/http-get.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Person, Site, Turn } from '../story/person.ts';
import { exposed } from './exposition.ts';
import { type Program, type TestHouse, testHouse } from './house.ts';
import { type CollectedSpan, type OtlpCollector, otlpCollector } from './otlp-collector.ts';
import { metricsIn } from './promql-names.ts';

const OBSERVABILITY = resolve(import.meta.dirname, '../../infra/observability');
/** As the browser begins it. */
const TRACE = 'a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4';
const CLICK = 'c1c2c3c4c1c2c3c4';
/** What Prometheus and the client library bring themselves. */
const OF_PROMETHEUS = new Set(['job', 'instance', 'le']);

describe('A house that is seen running', () => {
  let collector: OtlpCollector;
  let house: TestHouse;
  let runner: Program;
  let person: Person;
  let site: Site;
  let build: string;

  const ask = async (headers: Readonly<Record<string, string>> = {}): Promise<string> => {
    const prompt = `Change the homepage title to Welcome ${Math.random().toString(36).slice(2)}`;
    const { body } = await person.ask<Turn>('POST', `/api/sites/${site.id}/builds`, { prompt }, headers);
    return body.build;
  };
  const cli = async (...words: string[]) => {
    let [stdout, stderr] = ['', ''];
    const output = {
      say: async (line: string) => void (stdout += `${line}\n`),
      remark: (line: string) => void (stderr += `${line}\n`),
    };
    const { signal } = new AbortController();
    const code = await runCli(words, { commands: COMMANDS, environment: house.environment, output, signal });
    return { code, stdout, stderr };
  };
  const brokerOf = (user: 'api' | 'runner') =>
    openBroker({
      url: house.nats.url,
      name: 'test',
      user,
      password: house.nats.passwords?.[user] ?? '',
      inboxPrefix: `_INBOX_${user}`,
      catalogue: createCatalogue([...siteEventDefinitions, ...identityEventDefinitions]),
      locks: { ttlSeconds: 6, renewMs: 500 },
    });

  beforeAll(async () => {
    collector = await otlpCollector();
    house = await testHouse({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    runner = await house.startRunner();
    person = await house.person();
    const page = '<!doctype html><html lang="en"><title>Docs</title><h1>Docs</h1></html>';
    const archive = await packTree(new Map([['index.html', Buffer.from(page)]]));
    const { digest } = await person.demand<{ digest: string }>('POST', '/api/uploads', archive);
    const created = await person.createSite('Docs', { upload: digest });
    ({ site } = created);
    await person.ended(site.id, created.build.build);
    build = await ask({ traceparent: `00-${TRACE}-${CLICK}-01` });
    expect(await person.ended(site.id, build)).toMatchObject({ state: 'succeeded' });
  }, 120_000);
  afterAll(async () => {
    await house[Symbol.asyncDispose]();
    await collector[Symbol.asyncDispose]();
  });

  it('has one trace from the click to the host, each span below what it follows from', async () => {
    const inTrace = (name: string): CollectedSpan | undefined =>
      collector.spans.find((span) => span.traceId === TRACE && span.name === name);
    const found = (name: string): Promise<CollectedSpan> =>
      waitFor(() => inTrace(name), { what: `the span "${name}"`, timeout: 30_000 });

    const request = await found('http request POST /api/sites/:site/builds');
    expect(request).toMatchObject({ service: 'pagewright-api', parentSpanId: CLICK });
    const requested = await waitFor(
      () =>
        collector.spans.find(({ name, parentSpanId }) => name === 'command site' && parentSpanId === request.spanId),
      { what: 'the command', timeout: 30_000 },
    );
    const appended = await waitFor(
      () => collector.spans.find(({ name, parentSpanId }) => name === 'append' && parentSpanId === requested.spanId),
      { what: 'the append', timeout: 30_000 },
    );
    expect(appended.attributes['pagewright.events']).toBe('BuildRequested');
    expect(await found('policy policy-wake-runners')).toMatchObject({ parentSpanId: requested.spanId });
    for (const name of ['work wait', 'lock wait', 'attempt']) {
      expect(await found(name)).toMatchObject({ service: 'pagewright-runner', parentSpanId: requested.spanId });
    }
    const attempt = await found('attempt');
    expect(attempt.attributes).toMatchObject({ 'pagewright.build': build, 'pagewright.outcome': 'ended' });
    expect(await found('agent builtin')).toMatchObject({ parentSpanId: attempt.spanId });
    expect(await found('verify result')).toMatchObject({ parentSpanId: attempt.spanId });
    const reported = await waitFor(
      () =>
        collector.spans.find(({ name, parentSpanId }) => name === 'command site' && parentSpanId === attempt.spanId),
      { what: 'the report', timeout: 30_000 },
    );
    const shown = await found('host switch preview');
    expect(shown).toMatchObject({ service: 'pagewright-runner', parentSpanId: reported.spanId });
    expect(shown.attributes).toMatchObject({ 'pagewright.outcome': 'switched', 'pagewright.version': '2' });
    await waitFor(
      () => collector.spans.some(({ name, links }) => name === 'projection batch builds' && links.includes(TRACE)),
      { what: 'a batch of a read model that names the trace', timeout: 30_000 },
    );
  });

  it('says in the lines of both programs which request, command and site they are about', () => {
    const requested = house.api.lines.find(
      ({ route, method }) => route === '/api/sites/:site/builds' && method === 'POST',
    );
    expect(requested).toMatchObject({ site: site.id, status: 202, traceId: TRACE, requestId: expect.any(String) });
    const correlationId = requested?.['correlationId'];
    expect(correlationId).toMatch(/^[0-9a-f-]{36}$/);
    const about = { site: site.id, correlationId };
    const lines = (msg: string) => runner.lines.filter((line) => line['msg'] === msg && line['build'] !== undefined);
    expect(lines('attempt-started').at(-1)).toMatchObject({ ...about, build });
    expect(lines('attempt-ended').at(-1)).toMatchObject({ ...about, build });
    expect(runner.lines.filter(({ msg }) => msg === 'host switched').at(-1)).toMatchObject({ ...about, version: 2 });
  });

  it('has every metric and label that the dashboard and the rules ask for', async () => {
    await person.demand('POST', `/api/sites/${site.id}/promote`, { version: 2, expectedLive: null });
    const get = (headers: Readonly<Record<string, string>> = {}) =>
      httpGet({ port: house.sitesPort, host: site.fqdn, headers });
    await waitFor(async () => (await get()).status === 200, { what: 'the site' });
    await get({ accept: 'text/html' });
    await fetch(`http://127.0.0.1:${house.port}/api/sites`);
    await socketThatIsRefused(house.port);
    // What never happens to the builtin agent has a name and labels all the same.
    const unused = createMetrics({ version: 'test' });
    createBuildMeters(unused);
    const labelsOf = new Map(unused.described().map(({ name, labels }) => [name, labels]));
    const metrics = exposed(await house.api.metrics(), await runner.metrics());

    const expressions = await everyExpression();
    expect(expressions.length).toBeGreaterThan(45);
    const missing = expressions.flatMap((expression) =>
      metricsIn(expression).flatMap(({ metric, labels }) => {
        if (metric === 'up') return [];
        const seen = metrics.get(metric);
        if (!seen) return [`${metric} of ${expression}`];
        const known = seen.size > 0 ? seen : new Set(labelsOf.get(metric.replace(/_(bucket|sum|count)$/, '')));
        return labels
          .filter((label) => !known.has(label) && !OF_PROMETHEUS.has(label))
          .map((label) => `${metric}{${label}}`);
      }),
    );
    expect(missing).toEqual([]);
    // Whoever does not ask for a page is no visitor.
    expect(await runner.metrics()).toMatch(new RegExp(`^pagewright_site_visits_total\\{site="${site.id}"\\} 1$`, 'm'));
  });

  it('is well, and says with a reason when the broker answers but stores nothing', async () => {
    expect(await house.api.health()).toMatchObject({ code: 200, status: 'ok', reasons: [] });
    expect(await runner.health()).toMatchObject({ code: 200, status: 'ok', reasons: [] });
    const nc = await connect(house.nats.login('setup'));
    const jsm = await jetstreamManager(nc);
    const { config } = await jsm.streams.info('KV_SESSIONS');
    await jsm.streams.update('KV_SESSIONS', { ...config, max_bytes: 1 });
    await waitFor(async () => (await house.api.health()).code === 503, { what: 'the health to fail', timeout: 20_000 });
    expect((await house.api.health()).reasons.join()).toMatch(/The broker stores nothing: .*Look at its log/);
    const open = await fetch(`http://127.0.0.1:${house.port}/health/ready`);
    expect([open.status, await open.json()]).toEqual([503, { status: 'failing' }]);
    await jsm.streams.update('KV_SESSIONS', { ...config, max_bytes: -1 });
    await waitFor(async () => (await house.api.health()).code === 200, { what: 'the health', timeout: 20_000 });
    await nc.close();
    const said = () => house.api.lines.filter(({ part }) => part === 'broker-store').map(({ health }) => health);
    await waitFor(() => said().length > 1, { what: 'the log to tell both' });
    expect(said()).toEqual(['wrong', 'well']);
  });

  it('gives a lock back by force alone while its holder lives, and writes it down', async () => {
    const broker = await brokerOf('runner');
    const held = await broker.locks.acquire('site.elsewhere', { owner: 'somebody', purpose: 'a test' });
    if (held.status !== 'held') throw new Error('the lock was not free');
    expect((await cli('locks', 'list')).stdout).toMatch(/site\.elsewhere +somebody +\d+ +\d+ s +a test/);
    expect(await cli('locks', 'break', 'elsewhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('somebody has just renewed site.elsewhere, so it lives'),
    });
    expect(await cli('locks', 'break', 'elsewhere', '--force')).toMatchObject({ code: 0, stderr: '' });
    await waitFor(() => held.lock.lost.aborted, { what: 'the holder to notice' });
    expect((await cli('locks', 'show', 'elsewhere')).stdout).toBe('site.elsewhere is free.\n');
    expect(await cli('locks', 'break', 'elsewhere')).toMatchObject({ code: 0 });
    const { events } = await broker.events.load(auditStream('default'));
    expect(events).toMatchObject([
      {
        type: 'LockBroken',
        data: { key: 'site.elsewhere', token: held.lock.token, holder: 'somebody', forced: true },
        meta: { actor: expect.stringMatching(/^operator:/) },
      },
    ]);
    await broker.close();
  });

  it('is safe when a runner that was stopped wakes up after its lock was broken', async () => {
    const stopped = await ask();
    await waitFor(async () => (await person.turn(site.id, stopped)).state === 'running', { what: 'it to run' });
    runner.child.kill('SIGSTOP');
    expect((await cli('locks', 'break', site.id, '--force')).stdout).toContain('was taken from');
    expect((await cli('builds', 'stuck', '--after', '0s')).stdout).toContain(stopped);
    const other = await house.startRunner({ PAGEWRIGHT_ROLES: 'builds' });
    expect(await cli('builds', 'wake', site.id)).toMatchObject({ code: 0 });
    expect(await person.ended(site.id, stopped)).toMatchObject({ state: 'succeeded' });
    runner.child.kill('SIGCONT');
    await waitFor(() => runner.lines.some(({ msg }) => String(msg).includes('its lock was lost')), {
      what: 'the woken runner to notice',
      timeout: 30_000,
    });
    const broker = await brokerOf('api');
    const { events } = await broker.events.load(siteStream(site.id as SiteId));
    const of = (type: SiteEvent['type']) =>
      (events as readonly Recorded<SiteEvent>[]).filter(
        (event) => event.type === type && 'build' in event.data && event.data.build === stopped,
      );
    expect(of('BuildStarted').map(({ data }) => data)).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
    expect(of('BuildSucceeded').map(({ data }) => data)).toMatchObject([{ attempt: 2 }]);
    await broker.close();
    await house.end(other);
  });

  it('is degraded, not failing, while no runner is there', async () => {
    await house.end(runner);
    await waitFor(async () => (await house.api.health()).status === 'degraded', {
      what: 'the reason',
      timeout: 20_000,
    });
    const health = await house.api.health();
    expect(health.code).toBe(200);
    expect(health.reasons).toEqual([
      expect.stringContaining('No runner is ready: builds wait.'),
      expect.stringContaining('No runner with the role hosting is ready'),
    ]);
    expect((await cli('queue', 'list')).stdout).toMatch(/^check: \d+ waiting/m);
  });
});

const everyExpression = async (): Promise<readonly string[]> => {
  const dashboard = JSON.parse(await readFile(join(OBSERVABILITY, 'grafana-dashboard.json'), 'utf8')) as {
    panels: { targets?: { expr: string }[] }[];
  };
  const rules = parse(await readFile(join(OBSERVABILITY, 'alerts.yml'), 'utf8')) as {
    groups: { rules: { expr: string }[] }[];
  };
  return [
    ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr)),
  ];
};

const socketThatIsRefused = (port: number): Promise<void> =>
  new Promise((settle) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'auth', token: 'forged' })));
    socket.addEventListener('close', () => settle());
  });
