import { type LocksUnderTest, describeLocks } from '../../../test/contracts/locks.contract.ts';
import { taskCatalogue } from '../../../test/contracts/tasks.ts';
import { natsServer } from '../../../test/support/nats-server.ts';
import { connect } from '../connection/connect.ts';
import { createEventStore } from '../events/event-store.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { MONOTONIC, createLeaseStore } from './jetstream-leases.ts';
import { leaseTimes, locksOver } from './locks.ts';

const make = async (): Promise<LocksUnderTest> => {
  const server = await natsServer();
  const open = () => connect({ url: server.url, name: 'contract' });
  const nc = await open();
  await applyTopology(nc, { replicas: 1 });
  const connections = [nc];
  const times = leaseTimes({ ttlSeconds: 1, renewMs: 250 });
  return {
    events: await createEventStore(nc, { catalogue: taskCatalogue }),
    ttlMs: times.ttlMs,
    process: async () => {
      const own = await open();
      connections.push(own);
      const store = await createLeaseStore(own, times.ttlMs, 200);
      let losing = false;
      const losingAnswers: typeof store = {
        ...store,
        write: async (...of) => {
          const written = await store.write(...of);
          const lost = losing;
          losing = false;
          return lost ? { status: 'unknown' } : written;
        },
      };
      return {
        locks: locksOver(losingAnswers, MONOTONIC, times),
        silence: () => own.close(),
        loseNextAnswer: () => void (losing = true),
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const connection of connections) await connection.close();
      await server[Symbol.asyncDispose]();
    },
  };
};

describeLocks('JetStream', make);
