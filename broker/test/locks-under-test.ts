import type { NatsConnection } from '@nats-io/transport-node';
import type { LocksUnderTest } from '../../test/contracts/locks.contract.ts';
import { taskCatalogue } from '../../test/contracts/tasks.ts';
import { createEventStore } from '../src/events/event-store.ts';
import { MONOTONIC, createLeaseStore } from '../src/locks/jetstream-leases.ts';
import { leaseTimes, locksOver } from '../src/locks/locks.ts';

/**
 * Locks on a broker that has the topology, as their contract wants them: each process with a connection of its own that
 * can fall silent, and with an answer that can get lost. `end` comes after all connections are closed.
 */
export const locksUnderTest = async (
  open: () => Promise<NatsConnection>,
  end: () => Promise<void> = async () => undefined,
): Promise<LocksUnderTest> => {
  const nc = await open();
  const connections = [nc];
  const times = leaseTimes({ ttlSeconds: 1, renewMs: 250 });
  return {
    events: await createEventStore(nc, { catalogue: taskCatalogue }),
    ttlMs: times.ttlMs,
    process: async () => {
      const own = await open();
      connections.push(own);
      const leases = await createLeaseStore(own, times.ttlMs, 200);
      let losing = false;
      const losingAnswers: typeof leases = {
        ...leases,
        write: async (...of) => {
          const written = await leases.write(...of);
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
      await end();
    },
  };
};
