import { NO_STREAM, StoreUnavailable, createAggregates, target } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WiredCluster, type WiredNode, wiredCluster } from '../../../test/chaos/cluster/wired-cluster.ts';
import { settle } from '../../../test/contracts/event-store.contract.ts';
import {
  type LedgerCommand,
  context,
  freshLedger,
  ledgerCatalogue,
  ledgerDecider,
  opened,
} from '../../../test/contracts/ledger.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { connect } from '../connection/connect.ts';
import { EVENTS_STREAM } from '../subjects.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { createEventStore } from './event-store.ts';

const ROOT = new URL('../../..', import.meta.url).pathname;

describe('a leader of the log that sees no other server', () => {
  let folder: TemporaryFolder;
  let cluster: WiredCluster;
  beforeAll(async () => {
    folder = await temporaryFolder('cut-off');
    cluster = await wiredCluster(ROOT, folder.path);
    await using setup = await connect({ url: cluster.url, name: 'setup' });
    await applyTopology(setup, { replicas: 3 });
  }, 60_000);
  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  it('answers with what was before, which refuses nobody', async () => {
    const leader = await leadingAll(cluster);
    const [other = leader] = cluster.nodes.filter((node) => node !== leader);
    await using near = await connect({ url: leader.url, name: 'near' });
    await using far = await connect({ url: other.url, name: 'far' });
    const [before, after] = await Promise.all(
      [near, far].map((nc) => createEventStore(nc, { catalogue: ledgerCatalogue, timeoutMs: 500 })),
    );
    if (!before || !after) throw new Error('no stores');
    const command: LedgerCommand = { type: 'Add', data: { amount: 1, note: '' } };
    const stream = freshLedger();
    const handle = (timeoutMs: number) =>
      createAggregates(before).handleCommand(target(stream, ledgerDecider, command), { ...once, timeoutMs });
    const once = context(command);
    await expect(handle(5_000)).rejects.toThrow('The ledger is not open');

    const healed = new AbortController();
    const cutOff = cluster.cutOff(leader, 60_000, healed.signal);
    const write = { stream, expected: NO_STREAM, events: [opened()] };
    // Once, whoever leads by now: until the others have chosen, nobody answers.
    await waitFor(() => settle(after, [write]), { what: 'the others to have a leader', timeout: 30_000, every: 100 });
    // It gives up by itself before long; until then it has nothing new.
    const said = await before.head(stream).catch((error: Error) => error);
    if (!(said instanceof StoreUnavailable)) expect(said).toEqual(NO_STREAM);
    await expect(before.endsAt(stream, NO_STREAM)).rejects.toThrow(StoreUnavailable);
    // Nor is the log damaged because one has less of it.
    await expect(before.load(stream, await after.head(stream))).rejects.toThrow(StoreUnavailable);
    await expect(handle(300)).rejects.toThrow(StoreUnavailable);

    healed.abort();
    await cutOff;
    const done = await waitFor(() => handle(5_000), { what: 'the log to take it', timeout: 30_000, every: 100 });
    expect(done.events).toHaveLength(1);
    expect(await before.endsAt(stream, NO_STREAM)).toBe(false);
    expect(await after.endsAt(stream, await after.head(stream))).toBe(true);
  }, 60_000);
});

/** Makes the server that leads the cluster lead the log, too: any other refuses to answer for it as soon as it is alone. */
const leadingAll = async (cluster: WiredCluster): Promise<WiredNode> => {
  const [{ monitorUrl } = { monitorUrl: '' }] = cluster.nodes;
  const facts = (await (await fetch(`${monitorUrl}/jsz`)).json()) as { meta_cluster: { leader: string } };
  const { leader: preferred } = facts.meta_cluster;
  await using nc = await connect({ url: cluster.url, name: 'moving' });
  return await waitFor(
    async () => {
      const leader = await cluster.leaderOf(EVENTS_STREAM);
      if (leader.name === preferred) return leader;
      await nc.request(`$JS.API.STREAM.LEADER.STEPDOWN.${EVENTS_STREAM}`, JSON.stringify({ placement: { preferred } }));
      return undefined;
    },
    { what: `${preferred} to lead the log`, timeout: 30_000, every: 200 },
  );
};
