import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { jetstream } from '@nats-io/jetstream';
import { applyTopology, connect, openBroker } from '@pagewright/broker';
import { OutcomeUnknown, StoreUnavailable, createAggregates, target } from '@pagewright/kernel';
import { type LedgerCommand, context, freshLedger, ledgerCatalogue, ledgerDecider } from '../contracts/ledger.ts';
import { natsCluster } from '../support/nats-cluster.ts';

/**
 * How long commands are held up when the server that leads the log is killed: `npm run fail-over -- [--rounds N]`.
 * One client sends one command after the other under an ordinary deadline; counted is the longest time from sending a
 * command to its answer in each round, which covers the kill, the election and everything of ours that waits for it.
 * Beside it, a bare publish is tried every 20 ms: the time until one is taken is the broker's own share.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' } } });
const rounds = Number(values.rounds);
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error(`--rounds is a whole number, not ${values.rounds}`);

await using cluster = await natsCluster();
{
  await using setup = await connect({ url: cluster.url, name: 'setup' });
  await applyTopology(setup, { replicas: 3 });
}
await using broker = await openBroker({ url: cluster.url, name: 'fail-over', catalogue: ledgerCatalogue });
const aggregates = createAggregates(broker.events);
const stream = freshLedger();
let refused = 0;

const send = async (command: LedgerCommand): Promise<number> => {
  const once = context(command);
  const since = performance.now();
  for (;;) {
    try {
      await aggregates.handleCommand(target(stream, ledgerDecider, command), once);
      return performance.now() - since;
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof OutcomeUnknown)) throw error;
      refused += 1;
    }
  }
};

/** A stream of nobody's, in this throw-away log alone. */
const bare = await connect({ url: cluster.url, name: 'bare' });
const untilTaken = async (): Promise<number> => {
  const since = performance.now();
  for (;;) {
    const taken = await jetstream(bare)
      .publish('pw.events.bare.bare.Tried', '{}', { timeout: 200 })
      .then(
        () => true,
        () => false,
      );
    if (taken) return performance.now() - since;
    await wait(20);
  }
};

const add: LedgerCommand = { type: 'Add', data: { amount: 1, note: '' } };
await send({ type: 'Open', data: { owner: 'ada' } });
const ours: number[] = [];
const brokers: number[] = [];
for (let round = 1; round <= rounds; round += 1) {
  await cluster.settled();
  const leader = await cluster.leaderOf('PW_EVENTS');
  await leader.kill('SIGKILL');
  const electing = untilTaken();
  let longest = 0;
  for (let sent = 0; sent < 50; sent += 1) longest = Math.max(longest, await send(add));
  ours.push(longest);
  brokers.push(await electing);
  const [slowest, election] = [inSeconds(longest), inSeconds(brokers.at(-1))];
  console.log(`round ${round}: ${leader.name} was killed; slowest command ${slowest}, bare publish ${election}`);
  await leader.restart();
}
await bare.close();
console.log(`commands: ${spread(ours)}; answers of 503: ${refused}`);
console.log(`the broker's own share: ${spread(brokers)}`);

function inSeconds(ms = Number.NaN): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  return `median ${inSeconds(median)}, shortest ${inSeconds(sorted[0])}, longest ${inSeconds(sorted.at(-1))}`;
}
