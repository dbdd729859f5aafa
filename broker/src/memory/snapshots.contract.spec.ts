import { ledgerCatalogue } from '../../../test/contracts/ledger.ts';
import { describeSnapshots } from '../../../test/contracts/snapshots.contract.ts';
import { REAL_CLOCK } from './clock.ts';
import { createMemoryEventStore } from './event-store.ts';
import { NO_FAULTS } from './faults.ts';
import { createMemoryLog } from './log.ts';
import { createMemorySnapshots } from './snapshots.ts';

describeSnapshots('memory', async () => {
  const log = createMemoryLog({
    catalogue: ledgerCatalogue,
    duplicateWindowMs: 1_000,
    now: Date.now,
    seed: 5,
    idsFirst: false,
  });
  return {
    store: createMemoryEventStore(log, { catalogue: ledgerCatalogue, clock: REAL_CLOCK, faults: NO_FAULTS }),
    snapshots: createMemorySnapshots(),
    [Symbol.asyncDispose]: async () => undefined,
  };
});
