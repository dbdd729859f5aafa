import { jetstreamManager } from '@nats-io/jetstream';
import { deploymentPublicEvents, hostingEventDefinitions } from '@pagewright/hosting';
import { identityEventDefinitions } from '@pagewright/identity';
import { createCatalogue } from '@pagewright/kernel';
import { siteEventDefinitions, sitePublicEvents } from '@pagewright/sites';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { asyncApiDocument } from '../../../apps/api/src/publishing/async-api.ts';
import { fillLog, type LogPlan, plannedEvents } from '../../../test/support/filled-log.ts';
import { natsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { connect } from '../connection/connect.ts';
import { createStreamReader, type StoredMessage } from '../direct-get.ts';
import { headersOf } from '../events/send.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { startPublisher } from './publisher.ts';

const definitions = [...sitePublicEvents, ...deploymentPublicEvents];
const catalogue = createCatalogue([...siteEventDefinitions, ...identityEventDefinitions, ...hostingEventDefinitions]);
const plan: LogPlan = { events: 1_500, sites: 7 };
const publicOf = (planned: LogPlan) => [...plannedEvents(planned)].filter(({ kind }) => kind !== 'account');
const wanted = publicOf(plan);
const few: LogPlan = { events: 300, sites: 7 };

const connectAs = (nats: NatsServer, role: 'setup' | 'api' | 'publisher') => {
  const { user = '', pass = '', inboxPrefix = '' } = nats.login(role);
  return connect({ url: nats.url, name: role, user, password: pass, inboxPrefix });
};

const prepared = async (planned = plan): Promise<NatsServer> => {
  const nats = await natsServer({ users: true, sync: 'default' });
  await using setup = await connectAs(nats, 'setup');
  await applyTopology(setup, { replicas: 1, duplicateWindowMs: 100 });
  await using api = await connectAs(nats, 'api');
  await fillLog(api, planned);
  return nats;
};

const publishing = async (nats: NatsServer, now?: () => number) => {
  const connection = await connectAs(nats, 'publisher');
  const settings = { catalogue, definitions, workspace: 'default', standbyMs: 50, ...(now && { now }) };
  return { connection, running: await startPublisher(connection, settings) };
};

const publishedOn = async (nats: NatsServer): Promise<StoredMessage[]> => {
  await using setup = await connectAs(nats, 'setup');
  const reader = await createStreamReader(setup, 'PW_PUBLIC');
  const all: StoredMessage[] = [];
  for await (const message of reader.all('pagewright.>', 1)) all.push(message);
  return all;
};
const idsIn = (messages: readonly StoredMessage[]) => messages.map(({ headers }) => headers?.get('ce-id'));

const countReaches = async (nats: NatsServer, count: number): Promise<void> => {
  await using setup = await connectAs(nats, 'setup');
  const jsm = await jetstreamManager(setup);
  const look = async () => (await jsm.streams.info('PW_PUBLIC')).state.last_seq >= count;
  await waitFor(look, { what: `${count} public events`, timeout: 30_000 });
};

describe('The publisher', () => {
  it('publishes what has a public form, in order, as CloudEvents in body and headers, without a word of anybody', async () => {
    await using nats = await prepared();
    const { connection, running } = await publishing(nats);
    await countReaches(nats, wanted.length);
    await running.gracefulShutdown();
    await connection.close();
    const messages = await publishedOn(nats);
    expect(idsIn(messages)).toEqual(wanted.map(({ id }) => id));
    const document = asyncApiDocument(definitions) as { components: { messages: Record<string, { payload: object }> } };
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const fits = new Map(
      Object.entries(document.components.messages).map(([name, message]) => [name, ajv.compile(message.payload)]),
    );
    for (const { subject, headers, data } of messages) {
      const whole = JSON.parse(new TextDecoder().decode(data));
      const [, , kindOf, name, numbered] = subject.split('.');
      expect(fits.get(`${kindOf}.${name}.${numbered}`)?.(whole), subject).toBe(true);
      const { data: payload, ...attributes } = whole;
      for (const [name, value] of Object.entries(attributes)) expect(headers?.get(`ce-${name}`)).toBe(value);
      const [, kind, type, version] = /^pagewright\.(\w+)\.(\w+)\.v(\d+)$/.exec(attributes.type) ?? [];
      expect(subject).toBe(`pagewright.default.${kind}.${type}.v${version}.${attributes.subject}`);
      expect(JSON.stringify(payload)).not.toMatch(/sealed|prompt":"|"name"/);
    }
  });

  it('does not begin with one form that is defined twice', async () => {
    const twice = [...definitions, ...definitions];
    await expect(
      startPublisher(undefined as never, { catalogue, definitions: twice, workspace: 'default' }),
    ).rejects.toThrow(/^site\.SiteCreated\.v1 is defined twice/);
  });

  it('publishes all forms of an event one after the other, and goes on between two of them where it was killed', async () => {
    await using nats = await prepared(few);
    const inTwoForms = (parse: (data: unknown) => unknown) =>
      definitions.flatMap((definition) =>
        definition.kind === 'site' ? [{ ...definition, version: 2, parse }, definition] : [definition],
      );
    const ids = publicOf(few).flatMap(({ kind, id }) => (kind === 'site' ? [id, `${id}.v2`] : [id]));
    // What it is stopped by comes when the first form has been sent and the second has not.
    let published = 0;
    for (const forms of [70, 155]) {
      const dying = inTwoForms((data) => {
        published += 1;
        if (published === forms) throw new Error('killed');
        return data;
      });
      const connection = await connectAs(nats, 'publisher');
      const died = Promise.withResolvers<void>();
      const publisher = await startPublisher(connection, {
        catalogue,
        definitions: dying,
        workspace: 'default',
        onTrouble: () => died.resolve(),
      });
      await died.promise;
      await publisher.forcefulShutdown();
      await connection.close();
      const last = idsIn(await publishedOn(nats)).at(-1);
      expect(ids[ids.indexOf(last ?? '') + 1]).toBe(`${last}.v2`);
    }
    const connection = await connectAs(nats, 'publisher');
    const definedTwice = inTwoForms((data) => data);
    const publisher = await startPublisher(connection, { catalogue, definitions: definedTwice, workspace: 'default' });
    await countReaches(nats, ids.length);
    await publisher.gracefulShutdown();
    await connection.close();
    const messages = await publishedOn(nats);
    expect(idsIn(messages)).toEqual(ids);
    expect(messages.filter(({ subject }) => subject.includes('.v2.'))).toHaveLength(ids.length - publicOf(few).length);
  });

  it('leaves no gap and repeats nothing when it is cut off in the middle, and while two are at it', async () => {
    await using nats = await prepared();
    const first = await publishing(nats);
    await countReaches(nats, 100);
    await first.connection.close();
    await expect(first.running.finished).rejects.toThrow(/connection to the broker was closed/);
    const two = [await publishing(nats), await publishing(nats)];
    await countReaches(nats, 600);
    await nats.restart('SIGKILL');
    await countReaches(nats, wanted.length);
    for (const { connection, running } of two) {
      await running.gracefulShutdown();
      await connection.close();
    }
    expect(idsIn(await publishedOn(nats))).toEqual(wanted.map(({ id }) => id));
  });

  it('stops right before an event that does not fit its contract, and loses no answer to what it has sent by then', async () => {
    await using nats = await prepared();
    const misfitting = (then: () => void) =>
      definitions.map((definition) => ({
        ...definition,
        parse: (data: unknown) => {
          if (definition.type !== 'BuildSucceeded') return definition.parse(data);
          then();
          throw new Error('it does not fit');
        },
      }));
    const cut = await connectAs(nats, 'publisher');
    // An answer that nobody waits for would fail this run as an unhandled rejection.
    const first = await startPublisher(cut, {
      catalogue,
      definitions: misfitting(() => void cut.close()),
      workspace: 'default',
    });
    await expect(first.finished).rejects.toThrow(/connection to the broker was closed/);

    await using connection = await connectAs(nats, 'publisher');
    const troubles: unknown[] = [];
    await using _second = await startPublisher(connection, {
      catalogue,
      definitions: misfitting(() => undefined),
      workspace: 'default',
      onTrouble: ({ error }) => troubles.push(error),
    });
    await waitFor(() => troubles.length > 0, { what: 'the misfit to be told' });
    expect(troubles).toEqual([new Error('it does not fit')]);
    const misfit = wanted.findIndex(({ type }) => type === 'BuildSucceeded');
    expect(idsIn(await publishedOn(nats))).toEqual(wanted.slice(0, misfit).map(({ id }) => id));
  });

  it('begins with what is younger than the stream keeps, when all that it published has expired', async () => {
    await using nats = await prepared();
    const first = await publishing(nats);
    await countReaches(nats, wanted.length);
    await first.running.gracefulShutdown();
    await first.connection.close();
    await using setup = await connectAs(nats, 'setup');
    const { streams } = await jetstreamManager(setup);
    const { config } = await streams.info('PW_PUBLIC');
    await streams.update('PW_PUBLIC', { ...config, max_age: 100_000_000, duplicate_window: 100_000_000 });
    await waitFor(async () => (await streams.info('PW_PUBLIC')).state.messages === 0, { what: 'all to expire' });
    await streams.update('PW_PUBLIC', config);

    await using api = await connectAs(nats, 'api');
    const [next] = [...plannedEvents({ ...plan, events: plan.events + 1 })].slice(-1);
    if (!next) throw new Error('no next event');
    const young = { ...next, meta: { ...next.meta, time: '2026-06-01T00:00:00.000Z' } };
    await api.request(young.subject, young.body, { headers: headersOf(young, 'default'), timeout: 5_000 });
    const again = await publishing(nats, () => Date.parse('2026-06-02T00:00:00.000Z'));
    await countReaches(nats, wanted.length + 1);
    await again.running.gracefulShutdown();
    await again.connection.close();
    expect(idsIn(await publishedOn(nats))).toEqual([young.id]);
  });
});
