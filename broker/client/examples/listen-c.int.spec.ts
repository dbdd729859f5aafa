import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { applyTopology } from '@pagewright/broker';
import { expect, it } from 'vitest';
import { compileC } from '../../../test/support/c-program.ts';
import { natsServer } from '../../../test/support/nats-server.ts';
import { startProgram } from '../../../test/support/program.ts';
import { subscriberOn } from '../../../test/support/subscriber.ts';
import { waitFor } from '../../../test/support/wait-for.ts';

it('the example in C hears and acknowledges by the same credentials, over a restart of the broker too', async () => {
  await using nats = await natsServer({ users: true, sync: 'default' });
  const manager = async () => {
    const setup = await connect(nats.login('setup'));
    return { setup, jsm: await jetstreamManager(setup, { checkAPI: false }) };
  };
  const { setup } = await manager();
  await applyTopology(setup, { replicas: 1 });
  await setup.close();
  const publish = async (type: string, site: string) => {
    await using publisher = await connect(nats.login('publisher'));
    const data = { site, version: 7, target: 'live' };
    const event = { type: `pagewright.site.${type}.v1`, time: '2026-01-31T12:00:00.000Z', data };
    await jetstream(publisher).publish(`pagewright.default.site.${type}.v1.${site}`, JSON.stringify(event));
  };
  const credentials = join(nats.folder, 'listener.json');
  await writeFile(credentials, JSON.stringify(await subscriberOn(nats, 'listener', ['site/*'])));
  const program = await compileC(join(import.meta.dirname, 'listen.c'), join(nats.folder, 'listen'));

  await publish('SiteCreated', 'one');
  await publish('VersionPromoted', 'one');
  await using listener = startProgram(program, [credentials]);
  await listener.prints(/^2026-01-31T12:00:00\.000Z one: version 7 goes to live$/m);
  await nats.restart();
  await publish('VersionPromoted', 'two');
  await listener.prints(/two: version 7 goes to live$/m);
  const { setup: again, jsm } = await manager();
  const settled = async () => (await jsm.consumers.info('PW_PUBLIC', 'listener')).ack_floor.stream_seq === 3;
  await waitFor(settled, { what: 'all to be acknowledged' });
  await again.close();
  listener.kill('SIGTERM');
  expect(await listener.exited).toBe(0);
  expect(listener.output.match(/goes to live/g)).toHaveLength(2);
});
