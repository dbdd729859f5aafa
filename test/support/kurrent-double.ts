import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import persistentService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/persistentsubscriptions_grpc_pb.js';
import featuresService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb.js';
import features from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import streamsService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import appendService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/streams_grpc_pb.js';
import { createAppendSession } from './kurrent/append-service.ts';
import { type DoubleFaults, noFaults } from './kurrent/double-faults.ts';
import { DoubleLog } from './kurrent/double-log.ts';
import { createPersistentService } from './kurrent/persistent-service.ts';
import { createRead } from './kurrent/streams-service.ts';
import { noteRunning } from './leaks.ts';

/**
 * What answers KurrentDB's protocol where no KurrentDB can be had: the real client, with its Rust bridge, speaks gRPC to
 * it. It keeps its log in memory and does what the server does by its own source (25.1); it is no KurrentDB, and nothing
 * about durability, clusters, rights or speed is shown by it.
 */
export interface KurrentDouble extends AsyncDisposable {
  readonly url: string;
  readonly log: DoubleLog;
  readonly faults: DoubleFaults;
  /** Ids of events that a persistent subscription has given up. */
  readonly parked: readonly string[];
  /** Cuts every connection and comes back on the same port with the same log. */
  restart(): Promise<void>;
}

export interface KurrentDoubleOptions {
  /** Without it the server is one that knows no append to several streams. */
  readonly multiStream?: boolean;
}

export const kurrentDouble = async ({ multiStream = true }: KurrentDoubleOptions = {}): Promise<KurrentDouble> => {
  const log = new DoubleLog();
  const faults = noFaults();
  const persistent = createPersistentService(log, faults);
  const methods = multiStream ? METHODS : METHODS.filter(([service]) => service !== APPENDS);

  const listen = async (port: number) => {
    const server = new Server();
    server.addService(streamsService.StreamsService, { read: createRead(log, faults) });
    server.addService(persistentService.PersistentSubscriptionsService, {
      create: persistent.create,
      delete: persistent.delete,
      getInfo: persistent.getInfo,
      read: persistent.read,
    });
    server.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: (_call: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) => {
        if (!faults.hang) answer(null, supported(methods));
      },
    });
    if (multiStream) {
      server.addService(appendService.StreamsServiceService, { appendSession: createAppendSession(log, faults) });
    }
    const bound = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, at) =>
        error ? reject(error) : resolve(at),
      );
    });
    return { server, port: bound };
  };

  let running = await listen(0);
  const { port } = running;
  const released = noteRunning(`a double of KurrentDB on port ${port}`, () => running.server.forceShutdown());
  return {
    url: `kurrentdb://127.0.0.1:${port}?tls=false`,
    log,
    faults,
    parked: persistent.parked,
    restart: async () => {
      running.server.forceShutdown();
      persistent.forgetSubscribers();
      running = await listen(port);
    },
    [Symbol.asyncDispose]: async () => {
      released();
      running.server.forceShutdown();
    },
  };
};

const APPENDS = 'kurrentdb.protocol.v2.streams.StreamsService';
const STREAMS = 'event_store.client.streams.Streams';
const GROUPS = 'event_store.client.persistent_subscriptions.PersistentSubscriptions';
const METHODS: readonly (readonly [string, string, ...string[]])[] = [
  [STREAMS, 'read', 'position', 'events'],
  [GROUPS, 'create', 'stream', 'all'],
  [GROUPS, 'delete', 'stream', 'all'],
  [GROUPS, 'getinfo', 'stream', 'all'],
  [GROUPS, 'read', 'stream', 'all'],
  [APPENDS, 'appendsession'],
];

const supported = (methods: typeof METHODS) => {
  const message = new features.SupportedMethods();
  message.setEventStoreServerVersion('25.1.0');
  message.setMethodsList(
    methods.map(([service, name, ...kinds]) => {
      const method = new features.SupportedMethod();
      method.setServiceName(service);
      method.setMethodName(name);
      method.setFeaturesList(kinds);
      return method;
    }),
  );
  return message;
};
