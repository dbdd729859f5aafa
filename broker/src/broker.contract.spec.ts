import { describeActivity } from '../../test/contracts/activity.contract.ts';
import { describeAnnouncements } from '../../test/contracts/announcements.contract.ts';
import { describeExpiringStore } from '../../test/contracts/expiring-store.contract.ts';
import { describeKeys } from '../../test/contracts/keys.contract.ts';
import { ledgerCatalogue } from '../../test/contracts/ledger.ts';
import { describeOperatorLine } from '../../test/contracts/operator-line.contract.ts';
import { POLICIES, describeReactions } from '../../test/contracts/reactions.contract.ts';
import { natsServer } from '../../test/support/nats-server.ts';
import { openBroker } from './broker.ts';
import { connect } from './connection/connect.ts';
import { applyTopology } from './topology/apply-topology.ts';

const make = async () => {
  const server = await natsServer();
  const setup = await connect({ url: server.url, name: 'setup' });
  await applyTopology(setup, { replicas: 1, policies: POLICIES });
  await setup.close();
  const broker = await openBroker({ url: server.url, name: 'contract', catalogue: ledgerCatalogue });
  return {
    ...broker,
    redelivers: false,
    [Symbol.asyncDispose]: async () => {
      await broker.close();
      await server[Symbol.asyncDispose]();
    },
  };
};

describeReactions('JetStream', make);
describeKeys('JetStream', make);
describeExpiringStore('JetStream', make);
describeActivity('JetStream', make);
describeAnnouncements('JetStream', make);
describeOperatorLine('JetStream', make);
