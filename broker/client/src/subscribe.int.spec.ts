import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect as connectNats } from '@nats-io/transport-node';
import { applyTopology, connect, startPublisher } from '@pagewright/broker';
import { createCatalogue } from '@pagewright/kernel';
import { deploymentPublicEvents, hostingEventDefinitions } from '@pagewright/hosting';
import { identityEventDefinitions } from '@pagewright/identity';
import { siteEventDefinitions, sitePublicEvents } from '@pagewright/sites';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subscriberDoor } from '../../../apps/api/src/subscribers/door.ts';
import { addressIn } from '../../../test/support/broker-login.ts';
import { fillLog, plannedEvents } from '../../../test/support/filled-log.ts';
import { natsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { startProgram } from '../../../test/support/program.ts';
import { subscriberOn } from '../../../test/support/subscriber.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import type { Credentials, DeadLetter, EventType, Handler, SubscribeOptions, Trouble } from './index.ts';
import { SubscriptionError, subscribe } from './index.ts';

const PLAN = { events: 60, sites: 3 };
const PUBLISHED = [...plannedEvents(PLAN)].filter(({ kind }) => kind !== 'account');
const idsOf = (...types: string[]) => PUBLISHED.filter(({ type }) => types.includes(type)).map(({ id }) => id);
const PROMOTED = idsOf('VersionPromoted');
const LISTEN = resolve(import.meta.dirname, '../examples/listen.mjs');

/** Each test's own, all told to the broker at once. */
const SUBSCRIBERS = {
  order: '*/*',
  again: 'site/VersionPromoted',
  slow: 'site/SiteCreated',
  away: 'site/VersionPromoted',
  shared: 'site/VersionPromoted',
  stopped: 'site/VersionPromoted',
  ended: 'site/SiteCreated',
  revoked: 'site/SiteCreated',
} as const;

/** A subscription that is ended by `end`, with what it was given. */
const listening = <Type extends EventType>(
  options: SubscribeOptions<Type>,
  handler: Handler<Type> = () => undefined,
) => {
  const stop = new AbortController();
  const ids: string[] = [];
  const troubles: Trouble[] = [];
  const ended = subscribe<Type>(
    { backoffMs: [20], onTrouble: (trouble) => troubles.push(trouble), ...options, signal: stop.signal },
    async (event, delivery) => {
      await handler(event, delivery);
      ids.push(event.id);
    },
  );
  ended.catch(() => undefined);
  const has = (count: number) => waitFor(() => ids.length >= count, { what: `${count} events` });
  const end = async () => {
    stop.abort();
    await ended;
  };
  return { ids, troubles, ended, has, end };
};

describe('subscribe', () => {
  let nats: NatsServer;
  let logins: Readonly<Record<string, Credentials>>;
  const login = (name: keyof typeof SUBSCRIBERS): Credentials => {
    const found = logins[name];
    if (!found) throw new Error(`no subscriber ${name}`);
    return found;
  };
  beforeAll(async () => {
    nats = await natsServer({ users: true, sync: 'default' });
    const as = (role: 'setup' | 'api' | 'publisher') => connect({ name: role, ...addressIn(nats.login(role)) });
    await using setup = await as('setup');
    await applyTopology(setup, { replicas: 1 });
    await using api = await as('api');
    await fillLog(api, PLAN);
    await using publisher = await as('publisher');
    const catalogue = createCatalogue([
      ...siteEventDefinitions,
      ...identityEventDefinitions,
      ...hostingEventDefinitions,
    ]);
    const definitions = [...sitePublicEvents, ...deploymentPublicEvents];
    await using _publishing = await startPublisher(publisher, { catalogue, definitions, workspace: 'default' });
    const { streams } = await jetstreamManager(setup);
    const all = async () => (await streams.info('PW_PUBLIC')).state.messages === PUBLISHED.length;
    await waitFor(all, { what: 'all to be published' });
    const made = Object.entries(SUBSCRIBERS).map(
      async ([name, words]) => [name, await subscriberOn(nats, name, [words])] as const,
    );
    logins = Object.fromEntries(await Promise.all(made));
  });
  afterAll(() => nats[Symbol.asyncDispose]());

  /** Once all of it was acknowledged, nothing is left at work. */
  const isSettled = async (name: string): Promise<boolean> => {
    const setup = await connectNats(nats.login('setup'));
    const { consumers } = await jetstreamManager(setup, { checkAPI: false });
    const { num_ack_pending, num_pending } = await consumers.info('PW_PUBLIC', name);
    await setup.close();
    return num_ack_pending + num_pending === 0;
  };

  it('hands on what was published, in order, exactly the chosen types, and acknowledges it', async () => {
    const credentials = login('order');
    const types = ['pagewright.site.VersionPromoted.v1', 'pagewright.deployment.VersionDeployed.v1'] as const;
    const seen: string[] = [];
    const running = listening({ credentials, types }, (event) => {
      // The type tells which data it has.
      if (event.type === 'pagewright.deployment.VersionDeployed.v1') seen.push(event.data.host);
      else seen.push(event.data.target);
    });
    const wanted = idsOf('VersionPromoted', 'VersionDeployed');
    await running.has(wanted.length);
    await waitFor(() => isSettled('order'), { what: 'the others to be acknowledged' });
    await running.end();
    expect(running.ids).toEqual(wanted);
    expect(new Set(seen)).toEqual(new Set(['live', 'embedded']));
  });

  it('delivers again what threw, later and with its attempt counted, and gives up what goes on throwing', async () => {
    const credentials = login('again');
    const attempts: Record<string, number> = {};
    const letters: DeadLetter[] = [];
    const [shaky = '', hopeless = ''] = PROMOTED;
    const onDeadLetter = (letter: DeadLetter) => void letters.push(letter);
    const running = listening({ credentials, attempts: 3, onDeadLetter }, (event, { attempt }) => {
      attempts[event.id] = attempt;
      if (event.id === hopeless || (event.id === shaky && attempt < 3)) throw new Error(`not yet: ${attempt}`);
    });
    await waitFor(() => isSettled('again'), { what: 'all to be settled' });
    await running.end();
    expect(attempts).toMatchObject({ [shaky]: 3, [hopeless]: 3 });
    expect(running.ids.toSorted()).toEqual(PROMOTED.filter((id) => id !== hopeless).toSorted());
    expect(letters).toMatchObject([{ event: { id: hopeless }, attempts: 3, error: new Error('not yet: 3') }]);
    expect(running.troubles[0]).toMatchObject({ event: shaky, againInMs: 20 });
  });

  it('keeps an event that takes longer than the broker waits', async () => {
    const credentials = login('slow');
    const setup = await connectNats(nats.login('setup'));
    const { consumers } = await jetstreamManager(setup, { checkAPI: false });
    await consumers.update('PW_PUBLIC', 'slow', { ack_wait: 300_000_000 });
    const started: string[] = [];
    const slow = listening({ credentials }, async (event) => {
      started.push(event.id);
      if (started.length === 1) await new Promise((done) => setTimeout(done, 700));
    });
    await slow.has(3);
    await slow.end();
    expect(started).toEqual(idsOf('SiteCreated'));
    expect((await consumers.info('PW_PUBLIC', 'slow')).num_redelivered).toBe(0);
    await setup.close();
  });

  it('goes on after the broker was away, in the middle of an event too, and does none twice', async () => {
    const credentials = login('away');
    let restarted = false;
    const running = listening({ credentials }, async () => {
      if (restarted) return;
      restarted = true;
      await nats.restart('SIGKILL');
    });
    await running.has(PROMOTED.length);
    await waitFor(() => isSettled('away'), { what: 'all to be acknowledged' });
    await running.end();
    expect(running.ids).toEqual(PROMOTED);
  });

  it('shares the events between two processes of one subscriber', async () => {
    const credentials = login('shared');
    const gate = Promise.withResolvers<void>();
    const here = listening({ credentials }, () => gate.promise);
    const file = resolve(nats.folder, 'shared.json');
    await writeFile(file, JSON.stringify(credentials));
    await using there = startProgram(process.execPath, ['--conditions=pagewright-source', LISTEN, file]);
    // One event is held here; all the others go to the other process.
    await waitFor(() => there.output.split('\n').length - 1 === PROMOTED.length - 1, {
      what: 'the other to have the rest',
    });
    gate.resolve();
    await waitFor(() => isSettled('shared'), { what: 'all to be acknowledged' });
    there.kill('SIGTERM');
    expect(await there.exited).toBe(0);
    await here.end();
    expect(here.ids).toHaveLength(1);
    expect(there.output).toMatch(/^2026-\S+ site-\d: version \d+ goes to live$/m);
  });

  it('brings the event at work to its end when it is told to stop, and takes no other', async () => {
    const credentials = login('stopped');
    const atWork = Promise.withResolvers<void>();
    const running = listening({ credentials }, async (_event, { signal }) => {
      atWork.resolve();
      await once(signal, 'abort');
    });
    await atWork.promise;
    await running.end();
    expect(running.ids).toEqual(PROMOTED.slice(0, 1));
  });

  it('ends with an error that says why, when login or place are taken away, or were never right', async () => {
    const credentials = login('ended');
    const failing = async (options: SubscribeOptions) =>
      subscribe(options, () => undefined).catch((error: unknown) => error);
    const codes: readonly (readonly [options: SubscribeOptions, code: string, sentence: RegExp])[] = [
      [{ credentials: '/nowhere/x.json' }, 'bad-credentials', /^\/nowhere\/x\.json cannot be read/],
      [{ credentials: { ...credentials, durable: '' } }, 'bad-credentials', /no text in the field durable/],
      [{ credentials: { ...credentials, servers: [] } }, 'bad-credentials', /field servers/],
      [{ credentials: { ...credentials, password: 'guess' } }, 'refused', /the user subscriber-ended with this/],
      [{ credentials: { ...credentials, servers: ['127.0.0.1:1'] } }, 'unreachable', /servers 127\.0\.0\.1:1 can be/],
      [{ credentials, attempts: 0 }, 'bad-option', /^attempts is 0: it must be a whole number from 1 to 20$/],
      [{ credentials, types: ['pagewright.site.VersionPromoted.v1'] }, 'bad-option', /^types: .* never comes/],
      [{ credentials, types: ['pagewright.x.Y.v1' as EventType] }, 'bad-option', /^types: there is no pagewright\.x/],
    ];
    for (const [options, code, sentence] of codes) {
      const error = await failing(options);
      expect(error).toBeInstanceOf(SubscriptionError);
      expect(error).toMatchObject({ code, message: expect.stringMatching(sentence) });
    }
    const setup = await connectNats(nats.login('setup'));
    const { consumers } = await jetstreamManager(setup, { checkAPI: false });
    const placeless = listening({ credentials });
    await placeless.has(3);
    await consumers.delete('PW_PUBLIC', 'ended');
    await expect(placeless.ended).rejects.toMatchObject({ code: 'durable-gone' });
    expect(await failing({ credentials })).toMatchObject({ code: 'durable-gone' });
    await setup.close();

    const revoked = listening({ credentials: login('revoked') });
    await revoked.has(3);
    await subscriberDoor({ subscribers: nats.subscribers, monitorUrls: [nats.monitorUrl] }).dismiss('revoked');
    await expect(revoked.ended).rejects.toMatchObject({ code: 'refused' });
  });
});
