import { BEGINNING, type EventId, type EventStore, NO_STREAM, type StreamName, streamName } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settle } from '../../test/contracts/event-store.contract.ts';
import { appendMeta, freshId, freshLedger, ledgerCatalogue, opened } from '../../test/contracts/ledger.ts';
import { type BrokerRole, type NatsServer, natsServer } from '../../test/support/nats-server.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { type Broker, openBroker } from './broker.ts';
import { connect } from './connection/connect.ts';
import { AppendRefused } from './events/send.ts';
import { applyTopology } from './topology/apply-topology.ts';

const OPENED = [{ kind: 'ledger', type: 'Opened' }] as const;

describe('each role does its work with no more rights than its own', () => {
  let server: NatsServer;
  const open = new Map<BrokerRole, Broker>();
  const addressOf = (role: BrokerRole) => {
    const { servers: url, user, pass, inboxPrefix } = server.login(role);
    return {
      url,
      name: role,
      ...(user !== undefined && { user }),
      ...(pass !== undefined && { password: pass }),
      ...(inboxPrefix !== undefined && { inboxPrefix }),
    };
  };
  const as = async (role: BrokerRole): Promise<Broker> => {
    const known = open.get(role) ?? (await openBroker({ ...addressOf(role), catalogue: ledgerCatalogue }));
    open.set(role, known);
    return known;
  };
  beforeAll(async () => {
    server = await natsServer({ users: true });
    const setup = await connect(addressOf('setup'));
    await applyTopology(setup, { replicas: 1, policies: [{ name: 'policy-spec', types: OPENED }] });
    await setup.close();
  });
  afterAll(async () => {
    for (const broker of open.values()) await broker.close();
    await server[Symbol.asyncDispose]();
  });

  const appendTo = async (events: EventStore, stream: StreamName) => {
    await settle(events, [{ stream, expected: NO_STREAM, events: [opened(), opened()] }]);
    await settle(events, [{ stream, expected: await events.head(stream), events: [opened()] }]);
    expect((await events.load(stream)).head.version).toBe(3);
  };
  const readAll = async ({ feed }: Broker) => {
    for await (const { caughtUp, position } of feed.subscribe({ after: BEGINNING, kinds: [] })) {
      if (caughtUp) return position;
    }
    return undefined;
  };

  it.each(['api', 'runner'] as const)('%s decides, reads and follows the log, seals and erases', async (role) => {
    const broker = await as(role);
    await appendTo(broker.events, freshLedger());
    expect(await readAll(broker)).toBe(await broker.feed.last());
    const owner = { kind: 'account', id: freshId() } as const;
    const sealed = await broker.sealer.seal(owner, 'secret');
    expect(await broker.sealer.open(sealed)).toBe('secret');
    await broker.keys.erase(owner);
    expect(await broker.sealer.open(sealed)).toBe('[erased]');
    const build = freshId();
    await broker.activity.publish({ site: 'a', build, attempt: 1 }, { kind: 'text', text: 'hello' });
    expect(await broker.activity.read(build)).toHaveLength(1);
    expect(await broker.isReachable()).toBe(true);
  });

  it('api keeps sessions, runs policies, announces, puts work and schedules it', async () => {
    const broker = await as('api');
    const key = `session.${freshId()}`;
    expect(await broker.sessions.create(key, 1, 60)).toBe(true);
    await broker.sessions.delete(key);
    const seen: string[] = [];
    await using policy = await broker.reactions.react(
      'policy-spec',
      OPENED,
      async ({ meta }) => void seen.push(meta.id),
    );
    await policy.ready;
    await waitFor(() => seen.length > 0, { what: 'an event' });
    const heard: number[] = [];
    broker.announcements.onCommitted((_projection, at) => void heard.push(at));
    await waitFor(
      () => {
        broker.announcements.committed('spec', BEGINNING);
        return heard.length > 0;
      },
      { what: 'the announcement' },
    );
    const stop = broker.operators.listen('spec', 'one', async () => 'done');
    await waitFor(async () => (await broker.operators.ask('spec', {})).includes('done'), { what: 'the answer' });
    stop();
    const id = freshId();
    await broker.scheduler.scheduleOnce({ queue: 'build', id, at: new Date(Date.now() + 60_000), body: null });
    expect(await broker.scheduler.cancel('build', id)).toBe('cancelled');
    expect(await broker.work.depth('build')).toBe(0);
  });

  it('runner locks, works, gives up and replays; scheduler brings what is due', async () => {
    const [api, runner, scheduler] = [await as('api'), await as('runner'), await as('scheduler')];
    const acquired = await runner.locks.acquire('site.a', { owner: 'runner', purpose: 'spec' });
    if (acquired.status !== 'held') throw new Error('not held');
    expect(await acquired.lock.renew()).toBe(true);
    await acquired.lock.release();
    await using forwarding = await scheduler.scheduler.forwardDue();
    await forwarding.ready;
    await api.work.put({ queue: 'build', id: 'put', body: null });
    await runner.scheduler.scheduleOnce({ queue: 'build', id: 'due', at: new Date(), body: null });
    const seen: string[] = [];
    await using working = await runner.work.consume('build', 2, async ({ id, deliveries }) => {
      seen.push(id);
      return id === 'put' && deliveries === 1 && seen.length < 3 ? { type: 'dead', reason: 'spec' } : { type: 'done' };
    });
    await working.ready;
    await waitFor(() => seen.includes('put') && seen.includes('due'), { what: 'both items' });
    const [letter] = await waitFor(
      async () => {
        const letters = await api.work.deadLetters.list('build');
        return letters.length > 0 && letters;
      },
      { what: 'the letter' },
    );
    expect(await api.work.deadLetters.replay(letter?.id ?? '')).toBe('replayed');
    await waitFor(() => seen.length >= 3, { what: 'the replay' });
    await waitFor(async () => (await api.work.depth('build')) === 0, { what: 'the queue to be empty' });
  });

  it('host reads the log and says what it serves, and nothing else', async () => {
    const host = await as('host');
    expect(await readAll(host)).toBe(await host.feed.last());
    const last = await host.feed.last();
    for (const events of [[opened()], [opened(), opened()]]) {
      const denied = host.events.append([{ stream: freshLedger(), expected: NO_STREAM, events }], appendMeta());
      await expect(denied).rejects.toThrow(AppendRefused);
    }
    expect(await host.feed.last()).toBe(last);
    const snapshot = { stateVersion: 1, head: NO_STREAM, lastEvent: 'c:0' as EventId, state: {}, commands: [] };
    const own = streamName('deployment', 'a');
    await host.snapshots.keep(own, snapshot);
    expect(await host.snapshots.find(own)).toEqual(snapshot);
    await expect(host.snapshots.keep(freshLedger(), snapshot)).rejects.toThrow(/permissions violation/i);
    await expect(host.snapshots.find(freshLedger())).rejects.toThrow(/permissions violation/i);
  });
});
