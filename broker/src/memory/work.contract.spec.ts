import { describeBuildSlots } from '../../../test/contracts/build-slots.contract.ts';
import { ledgerCatalogue } from '../../../test/contracts/ledger.ts';
import { describeScheduler } from '../../../test/contracts/scheduler.contract.ts';
import { WORK_QUEUES, describeWorkQueue } from '../../../test/contracts/work-queue.contract.ts';
import { openMemoryBroker } from './broker.ts';
import { type Faults, NO_FAULTS, randomFaults } from './faults.ts';

const make = (faults: Faults) => async () => ({
  ...openMemoryBroker({
    catalogue: ledgerCatalogue,
    faults,
    queues: WORK_QUEUES,
    locks: { ttlSeconds: 1, renewMs: 250 },
  }),
  redelivers: faults !== NO_FAULTS,
});

for (const [name, faults] of [
  ['memory', NO_FAULTS],
  ['memory that delivers again, out of order', randomFaults(1, { redelivery: 0.3 })],
] as const) {
  describeWorkQueue(name, make(faults));
  describeScheduler(name, make(faults));
  describeBuildSlots(name, make(faults));
}
