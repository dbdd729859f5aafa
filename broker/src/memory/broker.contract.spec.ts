import { describeActivity } from '../../../test/contracts/activity.contract.ts';
import { describeAnnouncements } from '../../../test/contracts/announcements.contract.ts';
import { describeExpiringStore } from '../../../test/contracts/expiring-store.contract.ts';
import { describeKeys } from '../../../test/contracts/keys.contract.ts';
import { ledgerCatalogue } from '../../../test/contracts/ledger.ts';
import { describeOperatorLine } from '../../../test/contracts/operator-line.contract.ts';
import { describeReactions } from '../../../test/contracts/reactions.contract.ts';
import { openMemoryBroker } from './broker.ts';
import { type Faults, NO_FAULTS, randomFaults } from './faults.ts';

const make = (faults: Faults) => async () => ({
  ...openMemoryBroker({ catalogue: ledgerCatalogue, faults }),
  redelivers: faults !== NO_FAULTS,
});

describeReactions('memory', make(NO_FAULTS));
describeReactions('memory that delivers again, out of order', make(randomFaults(1, { redelivery: 0.3 })));
describeReactions('memory that loses answers', make(randomFaults(2, { 'ack-lost': 0.3, delay: 0.1 })));
describeKeys('memory', make(NO_FAULTS));
describeExpiringStore('memory', make(NO_FAULTS));
describeActivity('memory', make(NO_FAULTS));
describeAnnouncements('memory', make(NO_FAULTS));
describeOperatorLine('memory', make(NO_FAULTS));
