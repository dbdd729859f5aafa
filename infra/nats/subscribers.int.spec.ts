import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { applyTopology } from '@pagewright/broker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credentials } from '../../apps/api/src/subscribers/credentials.ts';
import { natsServer, type NatsServer } from '../../test/support/nats-server.ts';
import { subscriberOn } from '../../test/support/subscriber.ts';

/** What `ada` is kept from, `bob` being another subscriber. */
const FORBIDDEN: readonly (readonly [act: string, subject: string])[] = [
  ['makes a reader of the public events', '$JS.API.CONSUMER.CREATE.PW_PUBLIC.mine'],
  ['makes a reader with a filter', '$JS.API.CONSUMER.CREATE.PW_PUBLIC.mine.pagewright.default.site.>'],
  ['makes a nameless reader', '$JS.API.CONSUMER.CREATE.PW_PUBLIC'],
  ['makes a reader by the old door', '$JS.API.CONSUMER.DURABLE.CREATE.PW_PUBLIC.mine'],
  ['changes its own reader', '$JS.API.CONSUMER.CREATE.PW_PUBLIC.ada'],
  ['changes its own reader by the old door', '$JS.API.CONSUMER.DURABLE.CREATE.PW_PUBLIC.ada'],
  ['deletes its own reader', '$JS.API.CONSUMER.DELETE.PW_PUBLIC.ada'],
  ['pauses its own reader', '$JS.API.CONSUMER.PAUSE.PW_PUBLIC.ada'],
  ['resets its own reader', '$JS.API.CONSUMER.RESET.PW_PUBLIC.ada'],
  ['deletes another’s reader', '$JS.API.CONSUMER.DELETE.PW_PUBLIC.bob'],
  ['looks at another’s reader', '$JS.API.CONSUMER.INFO.PW_PUBLIC.bob'],
  ['lists the readers', '$JS.API.CONSUMER.LIST.PW_PUBLIC'],
  ['names the readers', '$JS.API.CONSUMER.NAMES.PW_PUBLIC'],
  ['takes another’s events', '$JS.API.CONSUMER.MSG.NEXT.PW_PUBLIC.bob'],
  ['takes a policy’s events', '$JS.API.CONSUMER.MSG.NEXT.PW_EVENTS.policy'],
  ['takes work', '$JS.API.CONSUMER.MSG.NEXT.PW_JOBS.builds'],
  ['acknowledges another’s events', '$JS.ACK.PW_PUBLIC.bob.1.1.1.1.0'],
  ['acknowledges a policy’s events', '$JS.ACK.PW_EVENTS.policy.1.1.1.1.0'],
  ['acknowledges work', '$JS.ACK.PW_JOBS.builds.1.1.1.1.0'],
  ['looks at the broker', '$JS.API.INFO'],
  ['looks at the public stream', '$JS.API.STREAM.INFO.PW_PUBLIC'],
  ['reads the public stream', '$JS.API.STREAM.MSG.GET.PW_PUBLIC'],
  ['reads the public stream from any replica', '$JS.API.DIRECT.GET.PW_PUBLIC'],
  ['reads its last message', '$JS.API.DIRECT.GET.PW_PUBLIC.pagewright.default.site.SiteCreated.v1.s1'],
  ['purges the public stream', '$JS.API.STREAM.PURGE.PW_PUBLIC'],
  ['deletes a public event', '$JS.API.STREAM.MSG.DELETE.PW_PUBLIC'],
  ['deletes the public stream', '$JS.API.STREAM.DELETE.PW_PUBLIC'],
  ['lists the streams', '$JS.API.STREAM.LIST'],
  ['makes a stream', '$JS.API.STREAM.CREATE.MINE'],
  ['looks at the log', '$JS.API.STREAM.INFO.PW_EVENTS'],
  ['reads the log', '$JS.API.STREAM.MSG.GET.PW_EVENTS'],
  ['reads the log from any replica', '$JS.API.DIRECT.GET.PW_EVENTS'],
  ['makes a reader of the log', '$JS.API.CONSUMER.CREATE.PW_EVENTS.mine'],
  ['reads a lock', '$JS.API.STREAM.MSG.GET.KV_LOCKS'],
  ['reads a data key', '$JS.API.STREAM.MSG.GET.KV_KEYS'],
  ['writes a lock', '$KV.LOCKS.site.s1'],
  ['writes a data key', '$KV.KEYS.site.s1'],
  ['appends to a site', 'pw.events.site.s1.Renamed'],
  ['puts work', 'pw.jobs.build.s1'],
  ['makes a schedule', 'pw.sched.build.s1'],
  ['announces a read model', 'pw.committed.sites'],
  ['publishes for others', 'pagewright.default.site.SiteCreated.v1.s1'],
  ['writes into another’s inbox', '_INBOX_subscriber-bob.x'],
  ['writes into its own inbox', '_INBOX_subscriber-ada.x'],
  ['asks the servers', '$SYS.REQ.SERVER.PING'],
  ['asks about its account', '$SYS.REQ.ACCOUNT.PING.CONNZ'],
  ['looks for services', '$SRV.PING'],
];

const UNHEARD = [
  '>',
  'pagewright.>',
  'pw.>',
  '$JS.>',
  '$SYS.>',
  '$KV.>',
  '_INBOX.>',
  '_INBOX_subscriber-bob.>',
  '_INBOX_setup.>',
];

describe('A subscriber of public events', () => {
  let server: NatsServer;
  let jsm: JetStreamManager;
  let publisher: NatsConnection;
  let ada: Credentials;
  let bob: Credentials;
  const connections: NatsConnection[] = [];
  const open = async (login: Parameters<typeof connect>[0]): Promise<NatsConnection> => {
    const connection = await connect({ ...login, reconnect: false, timeout: 5_000 });
    connections.push(connection);
    return connection;
  };
  const loginOf = ({ servers, user, password, inboxPrefix }: Credentials) => ({
    servers: [...servers],
    user,
    pass: password,
    inboxPrefix,
  });
  const publish = (type: string, id: string) =>
    jetstream(publisher).publish(`pagewright.default.site.${type}.v1.${id}`, JSON.stringify({ id }));
  const next = async (nc: NatsConnection, name: string) =>
    (await jetstream(nc).consumers.get('PW_PUBLIC', name)).next({ expires: 2_000 });

  beforeAll(async () => {
    server = await natsServer({ users: true, sync: 'default' });
    const setup = await open(server.login('setup'));
    const policies = [{ name: 'policy', types: [{ kind: 'site', type: 'Never' }] }];
    await applyTopology(setup, { replicas: 1, policies });
    jsm = await jetstreamManager(setup, { checkAPI: false });
    // Connected before the broker hears of any subscriber: it must not notice.
    publisher = await open(server.login('publisher'));
    ada = await subscriberOn(server, 'ada', ['site/SiteCreated']);
    bob = await subscriberOn(server, 'bob', ['site/*']);
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await server[Symbol.asyncDispose]();
  });

  it('fetches what its filter lets through, says that it works, and acknowledges; each has its own place', async () => {
    const [hers, his] = [await open(loginOf(ada)), await open(loginOf(bob))];
    await publish('BuildStarted', 'b1');
    await publish('SiteCreated', 's1');
    const message = await next(hers, 'ada');
    expect(message?.subject).toBe('pagewright.default.site.SiteCreated.v1.s1');
    message?.working();
    expect(await message?.ackAck()).toBe(true);
    for (const type of ['BuildStarted', 'SiteCreated']) {
      const heard = await next(his, 'bob');
      expect(heard?.subject).toContain(`.${type}.v1.`);
      expect(await heard?.ackAck()).toBe(true);
    }
    expect((await jsm.consumers.info('PW_PUBLIC', 'ada')).num_ack_pending).toBe(0);
  });

  it('does nothing else', async () => {
    const nc = await open(loginOf(ada));
    const tried = await Promise.all(
      FORBIDDEN.map(([act, subject]) =>
        nc.request(subject, '{}', { timeout: 1_000 }).then(
          () => `${act}: done`,
          (error: Error) => (/permissions violation/i.test(error.message) ? 'denied' : `${act}: ${error.message}`),
        ),
      ),
    );
    expect(tried.filter((outcome) => outcome !== 'denied')).toEqual([]);
    expect((await jsm.consumers.list('PW_PUBLIC').next()).map(({ name }) => name).toSorted()).toEqual(['ada', 'bob']);
  });

  it.each(UNHEARD)('hears nothing on %s', async (subject) => {
    const nc = await open(loginOf(ada));
    const heard = (async () => {
      for await (const message of nc.subscribe(subject)) return message.subject;
      return undefined;
    })();
    await expect(heard).rejects.toThrow(/permissions violation/i);
  });

  it('[BROKER 0.8] has no answer stored, or obeyed, under a subject of its choice', async () => {
    const nc = await open(loginOf(ada));
    const before = (await jsm.streams.info('PW_PUBLIC')).state.last_seq;
    const lastEvent = (await jsm.streams.info('PW_EVENTS')).state.last_seq;
    for (const reply of [
      'pw.events.site.VICTIM.Created',
      'pagewright.default.site.X.v1.s1',
      '$JS.API.STREAM.DELETE.PW_DLQ',
    ]) {
      nc.publish('$JS.API.CONSUMER.INFO.PW_PUBLIC.ada', '', { reply });
      nc.publish('$JS.API.CONSUMER.MSG.NEXT.PW_PUBLIC.ada', '{"batch":1,"no_wait":true}', { reply });
      nc.publish('$JS.ACK.PW_PUBLIC.ada.1.1.1.1.0', '', { reply });
      nc.publish('$JS.ACK.PW_PUBLIC.ada.1.1.1.1.0', '+NXT', { reply });
    }
    await nc.request('$JS.API.CONSUMER.INFO.PW_PUBLIC.ada', '', { timeout: 5_000 });
    expect((await jsm.streams.info('PW_PUBLIC')).state.last_seq).toBe(before);
    expect((await jsm.streams.info('PW_EVENTS')).state.last_seq).toBe(lastEvent);
    expect((await jsm.streams.info('PW_DLQ')).config.name).toBe('PW_DLQ');
  });

  it('gets nothing of the filters that it puts into the body of a question it may ask', async () => {
    const nc = await open(loginOf(ada));
    const config = { durable_name: 'ada', filter_subjects: ['pagewright.>'], ack_policy: 'explicit' };
    const body = JSON.stringify({ stream_name: 'PW_PUBLIC', config, action: 'update' });
    await nc.request('$JS.API.CONSUMER.INFO.PW_PUBLIC.ada', body, { timeout: 5_000 });
    const { filter_subject, filter_subjects } = (await jsm.consumers.info('PW_PUBLIC', 'ada')).config;
    expect(filter_subjects ?? [filter_subject]).toEqual(['pagewright.default.site.SiteCreated.v1.*']);
  });

  it('is let in with its own password alone', async () => {
    for (const pass of [bob.password, '', 'guess']) {
      await expect(open({ ...loginOf(ada), pass })).rejects.toThrow(/authorization/i);
    }
  });
});
