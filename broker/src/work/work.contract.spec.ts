import { describeBuildSlots } from '../../../test/contracts/build-slots.contract.ts';
import { ledgerCatalogue } from '../../../test/contracts/ledger.ts';
import { describeScheduler } from '../../../test/contracts/scheduler.contract.ts';
import { WORK_QUEUES, describeWorkQueue } from '../../../test/contracts/work-queue.contract.ts';
import { natsServer } from '../../../test/support/nats-server.ts';
import { openBroker } from '../broker.ts';
import { connect } from '../connection/connect.ts';
import { applyTopology } from '../topology/apply-topology.ts';

const make = async () => {
  const server = await natsServer();
  const setup = await connect({ url: server.url, name: 'setup' });
  await applyTopology(setup, { replicas: 1, queues: WORK_QUEUES });
  await setup.close();
  const broker = await openBroker({
    url: server.url,
    name: 'contract',
    catalogue: ledgerCatalogue,
    locks: { ttlSeconds: 1, renewMs: 250 },
  });
  return {
    ...broker,
    redelivers: false,
    [Symbol.asyncDispose]: async () => {
      await broker.close();
      await server[Symbol.asyncDispose]();
    },
  };
};

describeWorkQueue('JetStream', make);
describeScheduler('JetStream', make);
describeBuildSlots('JetStream', make);
