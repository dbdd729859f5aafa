import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { applyTopology } from '@pagewright/broker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { natsServer, type BrokerRole, type NatsServer } from '../../test/support/nats-server.ts';
import { RIGHTS, ROLES } from './rights.mjs';

type Guest = Exclude<BrokerRole, 'setup'>;
const GUESTS = ROLES.filter((role): role is Guest => role !== 'setup');

/**
 * Acts, and who may do them. It repeats what `rights.mjs` says in other words, so that a right that was given by mistake
 * is noticed here; a new role appears where it may do something.
 */
const ACTS: readonly (readonly [act: string, subject: string, roles: readonly Guest[]])[] = [
  ['appends to a site', 'pw.events.site.s1.Renamed', ['api', 'runner']],
  ['appends to an account', 'pw.events.account.a1.Renamed', ['api', 'runner']],
  ['appends to a deployment', 'pw.events.deployment.d1.Released', ['api', 'runner', 'host']],
  ['puts work', 'pw.jobs.build.s1', ['api', 'runner', 'scheduler']],
  ['makes a schedule', 'pw.sched.build.s1', ['api', 'runner', 'scheduler']],
  ['makes something due', 'pw.due.build.s1', ['api', 'runner']],
  ['shows activity', 'pw.activity.b1.text', ['api', 'runner']],
  ['files a dead letter', 'pw.dlq.build.s1.1', ['api', 'runner']],
  ['publishes for others', 'pagewright.default.site.Renamed.v1.s1', ['publisher']],
  ['announces a read model', 'pw.committed.sites', ['api']],
  ['asks the API as an operator does', 'pw.operators.ask.rebuild', ['api']],
  ['answers an operator', 'pw.operators.answer.a1', ['api']],
  ['writes a data key', '$KV.KEYS.site.s1', ['api', 'runner']],
  ['writes a session', '$KV.SESSIONS.session.s1', ['api']],
  ['writes a lock', '$KV.LOCKS.site.s1', ['runner']],
  ['keeps a site’s snapshot', '$KV.SNAPSHOTS.site.s1', ['api', 'runner']],
  ['acknowledges a build', '$JS.ACK.PW_JOBS.builds.1.1.1.1.0', ['runner']],
  ['acknowledges a deadline', '$JS.ACK.PW_SCHED.due.1.1.1.1.0', ['scheduler']],
  ['reads the log', '$JS.API.STREAM.MSG.GET.PW_EVENTS', ['api', 'runner', 'host', 'publisher', 'analyst']],
  ['reads a data key', '$JS.API.STREAM.MSG.GET.KV_KEYS', ['api', 'runner', 'analyst']],
  ['reads a session', '$JS.API.STREAM.MSG.GET.KV_SESSIONS', ['api']],
  ['reads a session from any replica', '$JS.API.DIRECT.GET.KV_SESSIONS', ['api']],
  ['reads a lock', '$JS.API.STREAM.MSG.GET.KV_LOCKS', ['api', 'runner']],
  ['overwrites a data key', '$JS.API.STREAM.MSG.DELETE.KV_KEYS', ['api', 'runner']],
  ['takes an item out of a queue', '$JS.API.STREAM.MSG.DELETE.PW_JOBS', ['api', 'runner']],
  ['deletes an event', '$JS.API.STREAM.MSG.DELETE.PW_EVENTS', []],
  ['takes a lock’s message away', '$JS.API.STREAM.MSG.DELETE.KV_LOCKS', []],
  ['makes a reader of the work', '$JS.API.CONSUMER.CREATE.PW_JOBS.mine', []],
  ['makes a reader of the schedules', '$JS.API.CONSUMER.CREATE.PW_SCHED.mine', []],
  ['makes a reader of the data keys', '$JS.API.CONSUMER.CREATE.KV_KEYS.mine', []],
  ['makes a reader of the sessions', '$JS.API.CONSUMER.CREATE.KV_SESSIONS.mine', []],
  ['makes a durable by the old door', '$JS.API.CONSUMER.DURABLE.CREATE.PW_EVENTS.mine', []],
  ['makes a stream', '$JS.API.STREAM.CREATE.MINE', []],
  ['changes the log', '$JS.API.STREAM.UPDATE.PW_EVENTS', []],
  ['deletes the log', '$JS.API.STREAM.DELETE.PW_EVENTS', []],
  ['purges the log', '$JS.API.STREAM.PURGE.PW_EVENTS', []],
  ['purges the locks', '$JS.API.STREAM.PURGE.KV_LOCKS', []],
  ['copies the log away', '$JS.API.STREAM.SNAPSHOT.PW_EVENTS', []],
  ['restores another log', '$JS.API.STREAM.RESTORE.PW_EVENTS', []],
  ['lists the streams', '$JS.API.STREAM.LIST', []],
  ['sends the leader away', '$JS.API.STREAM.LEADER.STEPDOWN.PW_EVENTS', []],
  ['asks the servers', '$SYS.REQ.SERVER.PING', []],
  ['answers in the API’s name', '_INBOX_api.anything', []],
];

const ORDERS = ['$JS.API.STREAM.DELETE.PW_ACTIVITY', '$JS.API.STREAM.PURGE.PW_DLQ'] as const;
const VICTIM = 'pw.events.site.VICTIM.Created';

describe('What a user of the broker is kept from', () => {
  let server: NatsServer;
  let jsm: JetStreamManager;
  const connections: NatsConnection[] = [];
  const as = async (role: BrokerRole): Promise<NatsConnection> => {
    const connection = await connect({ ...server.login(role), reconnect: false, timeout: 5_000 });
    connections.push(connection);
    return connection;
  };
  beforeAll(async () => {
    server = await natsServer({ users: true });
    const setup = await as('setup');
    await applyTopology(setup, {
      replicas: 1,
      policies: [{ name: 'policy', types: [{ kind: 'site', type: 'Never' }] }],
    });
    jsm = await jetstreamManager(setup, { checkAPI: false });
    const runner = jetstream(await as('runner'));
    await runner.publish('pw.activity.b0.text', '{}');
    await runner.publish('pw.dlq.build.s0.1', '{}');
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await server[Symbol.asyncDispose]();
  });

  const stored = async (stream: string, subject: string): Promise<number> =>
    Object.keys((await jsm.streams.info(stream, { subjects_filter: subject })).state.subjects ?? {}).length;
  /** Whatever was sent before has been dealt with by the time this is answered. */
  const dealtWith = async (nc: NatsConnection): Promise<void> => {
    await nc.flush();
    await jsm.streams.info('PW_EVENTS');
  };

  it.each(GUESTS)('%s does what is its own, and is denied every other act', async (role) => {
    const nc = await as(role);
    const may = await Promise.all(
      ACTS.map(([, subject]) =>
        nc.request(subject, 'x', { timeout: 1_000 }).then(
          () => true,
          (error: Error) => !/permissions violation/i.test(error.message),
        ),
      ),
    );
    const done = ACTS.filter((_, index) => may[index]).map(([act]) => act);
    expect(done).toEqual(ACTS.filter(([, , roles]) => roles.includes(role)).map(([act]) => act));
  });

  it('[BROKER 0.8] the answer to a question is sent to whatever subject it names, within one account', async () => {
    const setup = await as('setup');
    setup.publish('$JS.API.INFO', '', { reply: VICTIM });
    await dealtWith(setup);
    await expect.poll(() => stored('PW_EVENTS', VICTIM)).toBe(1);
  });

  it.each(GUESTS)('[BROKER 0.8] [BROKER 11.25] %s gets no answer stored, or obeyed', async (role) => {
    const nc = await as(role);
    const victim = `pw.events.site.VICTIM-of-${role}.Created`;
    for (const reply of [victim, ...ORDERS]) {
      for (const subject of RIGHTS[role].publish) nc.publish(concrete(subject), '{}', { reply });
      // Nothing is there: the answer has an empty body, as an order to delete must have.
      nc.publish('$JS.API.CONSUMER.MSG.NEXT.PW_EVENTS.policy', '{"batch":1,"no_wait":true}', { reply });
      nc.publish('$JS.API.CONSUMER.MSG.NEXT.PW_JOBS.builds', '{"batch":1,"no_wait":true}', { reply });
    }
    await dealtWith(nc);
    // A question that is answered after all of those.
    if (RIGHTS[role].publish.includes('$JS.API.INFO')) await nc.request('$JS.API.INFO', '', { timeout: 5_000 });
    expect(await stored('PW_EVENTS', victim)).toBe(0);
    expect(await stored('PW_ACTIVITY', 'pw.activity.b0.text')).toBe(1);
    expect(await stored('PW_DLQ', 'pw.dlq.build.s0.1')).toBe(1);
  });

  it.each(['api', 'runner', 'host', 'publisher', 'analyst'] as const)(
    '[BROKER 11.25] %s gets no message of the log delivered as an order, or under another subject',
    async (role) => {
      const nc = await as(role);
      await jetstream(await as('runner')).publish('pw.events.site.s2.Empty', '');
      for (const [index, deliver_subject] of [...ORDERS, '$KV.LOCKS.site.forged', 'pw.jobs.build.forged'].entries()) {
        const name = `${role}-${index}`;
        const config = { name, deliver_subject, deliver_policy: 'last', ack_policy: 'none', inactive_threshold: 1e10 };
        const request = JSON.stringify({ stream_name: 'PW_EVENTS', config });
        await nc.request(`$JS.API.CONSUMER.CREATE.PW_EVENTS.${name}`, request, { timeout: 5_000 });
      }
      await jetstream(await as('runner')).publish('pw.events.site.s2.Empty', '');
      await dealtWith(nc);
      expect(await stored('PW_ACTIVITY', 'pw.activity.b0.text')).toBe(1);
      expect(await stored('PW_DLQ', 'pw.dlq.build.s0.1')).toBe(1);
      expect(await stored('KV_LOCKS', '$KV.LOCKS.site.forged')).toBe(0);
      expect(await stored('PW_JOBS', 'pw.jobs.build.forged')).toBe(0);
    },
  );

  it('[BROKER 0.7] nobody empties the log, the data keys, the sessions or the snapshots by one message', async () => {
    const rollUp = headers();
    rollUp.set('Nats-Rollup', 'all');
    for (const role of GUESTS) {
      const js = jetstream(await as(role));
      for (const subject of ['pw.events.site.s1.R', '$KV.KEYS.site.s1', '$KV.SESSIONS.s.1', '$KV.SNAPSHOTS.site.s1']) {
        const refused = await js.publish(subject, '{}', { headers: rollUp }).catch((error: unknown) => error);
        expect(refused, `${role} ${subject}`).toBeInstanceOf(Error);
        expect(String(refused)).toMatch(/permissions violation|rollup not permitted/i);
      }
    }
  });

  it('[BROKER 0.9] a schedule makes nothing outside the schedules, whoever writes it', async () => {
    for (const role of ['api', 'runner', 'scheduler'] as const) {
      const js = jetstream(await as(role));
      for (const target of [VICTIM, 'pw.jobs.build.s1', '$KV.LOCKS.site.s1', '$JS.API.STREAM.DELETE.PW_EVENTS']) {
        const schedule = { specification: new Date(), target };
        await expect(js.publish(`pw.sched.build.${role}`, '{}', { schedule })).rejects.toMatchObject({ code: 10190 });
      }
    }
  });
});

const concrete = (subject: string): string => subject.replace(/>$/, 'x.y.Z').replaceAll('*', 'x');
