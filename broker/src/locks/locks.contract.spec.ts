import { type LocksUnderTest, describeLocks } from '../../../test/contracts/locks.contract.ts';
import { natsServer } from '../../../test/support/nats-server.ts';
import { locksUnderTest } from '../../test/locks-under-test.ts';
import { connect } from '../connection/connect.ts';
import { applyTopology } from '../topology/apply-topology.ts';

const make = async (): Promise<LocksUnderTest> => {
  const server = await natsServer();
  const open = () => connect({ url: server.url, name: 'contract' });
  const setup = await open();
  await applyTopology(setup, { replicas: 1 });
  await setup.close();
  return locksUnderTest(open, async () => server[Symbol.asyncDispose]());
};

describeLocks('JetStream', make);
