import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { applyTopology, connect, createEventStore } from '@pagewright/broker';
import { streamName } from '@pagewright/kernel';
import { startNats } from '@pagewright/infra/local/nats.mjs';
import { ledgerCatalogue } from '../../contracts/ledger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { Finding } from '../finding.ts';
import { checkRace } from '../race/check-race.ts';
import { openJournal, readJournal } from '../journal.ts';
import { type RaceEntry, race } from '../race/race.ts';
import { readLog } from '../read-log.ts';
import { type Chance, seeded } from '../seeded.ts';
import { mountDisk } from './mounted-disk.ts';

export interface CutPlan {
  readonly seed: number;
  readonly rounds: number;
  /** 'default' writes to the disk every two minutes. */
  readonly sync: 'always' | 'default';
  readonly natsServer: string;
}

/** How long the broker works before the power goes, in milliseconds. */
const WORK_MS = [150, 1_500] as const;
const STREAMS = Array.from({ length: 6 }, (_, index) => streamName('ledger', `power-${index}`));

/**
 * Round after round: a broker on a disk of ours, racers that append to it, the power cut at a random moment, and the
 * broker started again from what the disk had, on a plain folder, where the log is read and checked. The next round
 * goes on from there, with the broker's own repairs.
 */
export const cutPower = async (
  { seed, rounds, sync, natsServer }: CutPlan,
  say: (line: string) => void,
): Promise<readonly Finding[]> => {
  const chance = seeded(seed);
  await using folder = await temporaryFolder('power');
  const journalPath = join(folder.path, 'journal.ndjson');
  const kept = join(folder.path, 'kept');
  await prepare(kept, { folder: join(folder.path, 'prepared'), natsServer });
  let before = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const left = join(folder.path, `left-${round}`);
    await workUntilCut({
      folder: join(folder.path, `round-${round}`),
      from: kept,
      left,
      journalPath,
      chance,
      sync,
      natsServer,
    });
    const started = await startPlain(join(folder.path, `after-${round}`), { left, natsServer }).catch(
      (raw: unknown): Finding => ({ rule: 'acked-but-lost', message: `after cut ${round}, ${String(raw)}` }),
    );
    if ('rule' in started) return [started];
    await using broker = started;
    const events = await readLog({ servers: broker.url });
    const entries = readJournal<RaceEntry>(journalPath);
    const findings = checkRace(entries, events);
    const done = entries.filter(({ type }) => type === 'done').length;
    say(
      `cut ${round}: ${done - before} commands answered since the last, ${events.length} events left, ${findings.length} findings`,
    );
    before = done;
    if (findings.length > 0) return findings;
    await broker.stop();
    await rm(kept, { recursive: true });
    await cp(broker.store, kept, { recursive: true });
  }
  return [];
};

/** A broker's store with our streams in it, all of it on the disk for long. */
const prepare = async (kept: string, { folder, natsServer }: { folder: string; natsServer: string }): Promise<void> => {
  const server = await startNats({ binary: natsServer, folder });
  const nc = await connect({ url: server.url, name: 'power-cut' });
  await applyTopology(nc, { replicas: 1 });
  await nc.close();
  await server.stop();
  await cp(join(folder, 'store'), kept, { recursive: true });
};

interface Work {
  readonly folder: string;
  readonly from: string;
  readonly left: string;
  readonly journalPath: string;
  readonly chance: Chance;
  readonly sync: CutPlan['sync'];
  readonly natsServer: string;
}

const workUntilCut = async ({ folder, from, left, journalPath, chance, sync, natsServer }: Work): Promise<void> => {
  await using disk = await mountDisk(join(folder, 'store'), from);
  const server = await startNats({ binary: natsServer, folder, sync });
  const nc = await connect({ url: server.url, name: 'power-cut', timeoutMs: 1_000 });
  try {
    const store = await createEventStore(nc, { catalogue: ledgerCatalogue });
    using journal = openJournal<RaceEntry>(journalPath);
    const stop = new AbortController();
    const racing = race({ stores: [store], racersEach: 8, streams: STREAMS, journal, chance, stop: stop.signal });
    await wait(chance.between(...WORK_MS));
    await disk.cut(chance.below(0x7fff_ffff), left);
    stop.abort();
    // Whoever waits for an answer hears nothing any more.
    await nc.close();
    await racing;
  } finally {
    await nc.close();
    server.kill('SIGKILL');
  }
};

const startPlain = async (folder: string, { left, natsServer }: { left: string; natsServer: string }) => {
  const store = join(folder, 'store');
  await mkdir(folder, { recursive: true });
  await cp(left, store, { recursive: true });
  const server = await startNats({ binary: natsServer, folder });
  return { url: server.url, store, stop: server.stop, [Symbol.asyncDispose]: () => server.stop() };
};
