import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect, createInbox, headers, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { natsServer, type BrokerRole, type NatsServer } from '../../test/support/nats-server.ts';
import { waitFor } from '../../test/support/wait-for.ts';

let server: NatsServer;
const connections: NatsConnection[] = [];

const as = async (role: BrokerRole): Promise<NatsConnection> => {
  const connection = await connect({ ...server.login(role), reconnect: false, timeout: 5000 });
  connections.push(connection);
  return connection;
};

/** JetStream's manager without its own look at the account, which not every user needs. */
const manager = (connection: NatsConnection): Promise<JetStreamManager> =>
  jetstreamManager(connection, { checkAPI: false, timeout: 2000 });

beforeAll(async () => {
  server = await natsServer({ users: true });
  await setUp(await as('setup'));
});

afterAll(async () => {
  for (const connection of connections) await connection.close();
  await server[Symbol.asyncDispose]();
});

describe('What each user of the broker may do', () => {
  it('lets the API append alone and in an atomic batch, and read back from the leader and directly', async () => {
    const nc = await as('api');
    const js = jetstream(nc);
    const expect0 = { lastSubjectSequence: 0, lastSubjectSequenceSubject: 'pw.events.site.a1.>' };
    const first = await js.publish('pw.events.site.a1.SiteCreated', '{}', { msgID: 'a1:0', expect: expect0 });
    const batch = await js.startBatch('pw.events.site.a2.One', '{}');
    batch.add('pw.events.site.a2.Two', '{}');
    expect(await batch.commit('pw.events.site.a2.Three', '{}')).toMatchObject({ count: 3 });
    const jsm = await manager(nc);
    expect((await jsm.streams.getMessage('PW_EVENTS', { last_by_subj: 'pw.events.site.a1.>' }))?.seq).toBe(first.seq);
    expect((await jsm.direct.getMessage('PW_EVENTS', { seq: first.seq }))?.subject).toBe(
      'pw.events.site.a1.SiteCreated',
    );
    const history = await jsm.direct.getBatch('PW_EVENTS', { seq: 1, batch: 10, next_by_subj: 'pw.events.site.a2.>' });
    expect((await collect(history)).map(({ subject }) => subject.split('.').at(-1))).toEqual(['One', 'Two', 'Three']);
    expect((await jsm.streams.info('PW_EVENTS')).state.messages).toBeGreaterThanOrEqual(4);
  });

  it.each(['api', 'runner', 'host', 'publisher', 'analyst'] as const)(
    'lets %s follow the log with an ordered consumer',
    async (role) => {
      await jetstream(await as('api')).publish(`pw.events.site.for-${role}.SiteCreated`, '{}');
      const nc = await as(role);
      const consumer = await jetstream(nc).consumers.get('PW_EVENTS', {
        filter_subjects: [`pw.events.site.for-${role}.>`],
      });
      const messages = await consumer.consume({ max_messages: 10 });
      for await (const message of messages) {
        expect(message.subject).toBe(`pw.events.site.for-${role}.SiteCreated`);
        break;
      }
      await messages.close();
      await consumer.delete();
    },
  );

  it.each(['api', 'runner'] as const)(
    'lets %s use keys, snapshots, activity, schedules, work and dead letters',
    async (role) => {
      const nc = await as(role);
      const js = jetstream(nc);
      for (const bucket of ['KEYS', 'SNAPSHOTS']) await useBucket(nc, bucket, role);
      for (const subject of [`pw.activity.b1.${role}`, `pw.jobs.build.s-${role}`, `pw.dlq.builds.${role}`]) {
        expect((await js.publish(subject, '{}')).seq).toBeGreaterThan(0);
      }
      const schedule = { specification: new Date(Date.now() + 3_600_000), target: `pw.due.build.s-${role}` };
      const at = `pw.sched.build.s-${role}`;
      await js.publish(at, '{}', { schedule, expect: { lastSubjectSequence: 0 } });
      await expect(js.publish(at, '{}', { schedule, expect: { lastSubjectSequence: 0 } })).rejects.toMatchObject({
        code: 10071,
      });
      await js.publish(`pw.due.cancelled.${role}`, '{}', { cancelSchedule: { scheduleSubject: at } });
      const following = await js.consumers.get('PW_ACTIVITY', { filter_subjects: [`pw.activity.b1.${role}`] });
      expect((await following.next({ expires: 5000 }))?.subject).toBe(`pw.activity.b1.${role}`);
    },
  );

  it('lets the API keep sessions with a time to live and hear announcements', async () => {
    const nc = await as('api');
    await useBucket(nc, 'SESSIONS', 'api');
    const kv = await new Kvm(nc).open('SESSIONS');
    await kv.create('short', 'x', '1s');
    const heard = nc.subscribe('pw.committed.*', { max: 1 });
    nc.publish('pw.committed.sites', '7');
    const [message] = await collect(heard);
    expect(message?.string()).toBe('7');
    await waitFor(async () => (await kv.get('short'))?.operation !== 'PUT', {
      what: 'the session to expire',
      timeout: 5000,
    });
  });

  it('lets the API take events from a durable that setup made', async () => {
    const durable = await jetstream(await as('api')).consumers.get('PW_EVENTS', 'policy');
    const message = await durable.next({ expires: 5000 });
    expect(await message?.ackAck()).toBe(true);
  });

  it('lets the runner take work, prolong it and acknowledge it', async () => {
    const nc = await as('runner');
    await jetstream(nc).publish('pw.jobs.build.work', '{}');
    const durable = await jetstream(nc).consumers.get('PW_JOBS', 'builds');
    for await (const message of await durable.consume({ max_messages: 1 })) {
      message.working();
      expect(await message.ackAck()).toBe(true);
      if (message.subject === 'pw.jobs.build.work') break;
    }
  });

  it('lets the runner take, renew and release a lock', async () => {
    const nc = await as('runner');
    const js = jetstream(nc);
    const kv = await new Kvm(nc).open('LOCKS', { allow_direct: false });
    const token = await kv.create('site.l1', 'mine', '5s');
    const renew = headers();
    renew.set('Nats-TTL', '5s');
    const renewal = await js.publish('$KV.LOCKS.site.l1', 'mine', {
      headers: renew,
      expect: { lastSubjectSequence: token },
    });
    expect((await kv.get('site.l1'))?.revision).toBe(renewal.seq);
    await kv.purge('site.l1', { previousSeq: renewal.seq, ttl: '60s' });
    expect((await kv.get('site.l1'))?.operation).toBe('PURGE');
    expect((await (await manager(nc)).streams.info('KV_LOCKS')).state.last_seq).toBe(renewal.seq + 1);
  });

  it('lets the scheduler move what is due on to the queue', async () => {
    await jetstream(await as('api')).publish('pw.sched.build.due', '{}', {
      schedule: { specification: new Date(Date.now() - 1000), target: 'pw.due.build.due' },
    });
    const nc = await as('scheduler');
    const due = await jetstream(nc).consumers.get('PW_SCHED', 'due');
    for await (const message of await due.consume()) {
      const last = message.subject === 'pw.due.build.due';
      if (last) await jetstream(nc).publish('pw.jobs.build.due', '{}', { msgID: `${message.subject}:1` });
      expect(await message.ackAck()).toBe(true);
      if (last) break;
    }
  });

  it('lets the host report a deployment and the publisher publish behind its fence', async () => {
    expect((await jetstream(await as('host')).publish('pw.events.deployment.s1.Released', '{}')).seq).toBeGreaterThan(
      0,
    );
    const nc = await as('publisher');
    const last = (await (await manager(nc)).streams.info('PW_PUBLIC')).state.last_seq;
    const expectation = { expect: { lastSequence: last } };
    await jetstream(nc).publish('pagewright.default.site.SiteCreated.v1.s1', '{}', expectation);
    const again = jetstream(nc).publish('pagewright.default.site.SiteCreated.v1.s1', '{}', expectation);
    await expect(again).rejects.toMatchObject({ code: 10071 });
  });
});

describe('What no user but setup may do', () => {
  const roles = ['api', 'runner', 'host', 'scheduler', 'publisher', 'analyst'] as const;

  it.each(roles)('%s neither deletes, purges nor changes the log', async (role) => {
    const jsm = await manager(await as(role));
    await denied(jsm.streams.delete('PW_EVENTS'));
    await denied(jsm.streams.purge('PW_EVENTS'));
    await denied(jsm.streams.deleteMessage('PW_EVENTS', 1));
    await denied(jsm.streams.update('PW_EVENTS', { max_msgs: 1 }));
    await denied(jsm.streams.add({ name: 'OTHER', subjects: ['other.>'] }));
  });

  it.each(roles)('%s hears neither the inbox of others nor the messages of the house', async (role) => {
    for (const subject of ['_INBOX.>', '_INBOX_setup.>', 'pw.events.>', '$JS.>', '$SYS.>', '>']) {
      const nc = await as(role);
      await expect(collect(nc.subscribe(subject))).rejects.toThrow(/permissions violation/i);
    }
  });

  it.each([
    ['runner', ['$KV.SESSIONS.s1', 'pw.committed.sites', 'pagewright.default.site.SiteCreated.v1.s1']],
    ['api', ['$KV.LOCKS.site.l1', 'pagewright.default.site.SiteCreated.v1.s1', '$JS.ACK.PW_JOBS.builds.1.1.1.1.0']],
    [
      'host',
      [
        'pw.events.site.s1.SiteCreated',
        'pw.jobs.build.s1',
        '$KV.LOCKS.site.l1',
        '$KV.KEYS.k1',
        '$KV.SNAPSHOTS.site.s1',
      ],
    ],
    [
      'scheduler',
      ['pw.events.site.s1.SiteCreated', '$KV.LOCKS.site.l1', '$KV.KEYS.k1', '$JS.ACK.PW_JOBS.builds.1.1.1.1.0'],
    ],
    ['publisher', ['pw.events.site.s1.SiteCreated', 'pw.jobs.build.s1', '$KV.KEYS.k1']],
    [
      'analyst',
      [
        'pw.events.site.s1.SiteCreated',
        'pw.jobs.build.s1',
        '$KV.KEYS.k1',
        '$KV.LOCKS.site.l1',
        'pagewright.default.site.SiteCreated.v1.s1',
      ],
    ],
  ] as const)('%s stays out of the rooms of others', async (role, subjects) => {
    for (const subject of subjects) {
      const nc = await as(role);
      await denied(nc.request(subject, '{}', { timeout: 1000 }));
    }
  });

  it('makes no consumer on the work queue or the schedules', async () => {
    for (const [role, stream] of [
      ['runner', 'PW_JOBS'],
      ['scheduler', 'PW_SCHED'],
      ['host', 'PW_JOBS'],
    ] as const) {
      await denied(
        (await manager(await as(role))).consumers.add(stream, { durable_name: 'mine', ack_policy: 'explicit' }),
      );
    }
  });

  it('lets nobody in without a password', async () => {
    await expect(connect({ servers: server.url, reconnect: false })).rejects.toThrow(/authorization/i);
    await expect(connect({ servers: server.url, user: 'api', pass: 'guess', reconnect: false })).rejects.toThrow(
      /authorization/i,
    );
    expect(createInbox('_INBOX_api')).toMatch(/^_INBOX_api\./);
  });
});

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

const denied = async (attempt: Promise<unknown>): Promise<void> => {
  await expect(attempt).rejects.toThrow(/permissions violation/i);
};

/** Everything that a key bucket is used for. */
const useBucket = async (nc: NatsConnection, bucket: string, prefix: string): Promise<void> => {
  const kv = await new Kvm(nc).open(bucket);
  const key = `${prefix}-key`;
  const first = await kv.create(key, 'one');
  await kv.update(key, 'two', first);
  expect((await kv.get(key))?.string()).toBe('two');
  await kv.purge(key);
  expect((await kv.get(key))?.operation).toBe('PURGE');
};

const setUp = async (nc: NatsConnection): Promise<void> => {
  const { streams, consumers } = await jetstreamManager(nc);
  await streams.add({ name: 'PW_EVENTS', subjects: ['pw.events.>'], allow_direct: true, allow_atomic: true });
  await streams.add({ name: 'PW_ACTIVITY', subjects: ['pw.activity.>'] });
  await streams.add({ name: 'PW_JOBS', subjects: ['pw.jobs.>'], retention: 'workqueue' });
  await streams.add({
    name: 'PW_SCHED',
    subjects: ['pw.sched.>', 'pw.due.>'],
    allow_msg_schedules: true,
    allow_msg_ttl: true,
  });
  await streams.add({ name: 'PW_DLQ', subjects: ['pw.dlq.>'] });
  await streams.add({ name: 'PW_PUBLIC', subjects: ['pagewright.>'] });
  const buckets = new Kvm(nc);
  for (const bucket of ['KEYS', 'SNAPSHOTS', 'SESSIONS', 'LOCKS']) {
    await buckets.create(bucket, { history: 1, markerTTL: 60_000 });
  }
  await consumers.add('PW_EVENTS', { durable_name: 'policy', ack_policy: 'explicit' });
  await consumers.add('PW_JOBS', { durable_name: 'builds', ack_policy: 'explicit', filter_subject: 'pw.jobs.build.*' });
  await consumers.add('PW_SCHED', { durable_name: 'due', ack_policy: 'explicit', filter_subject: 'pw.due.>' });
};
