import { setTimeout as wait } from 'node:timers/promises';
import { createAggregates, type EventStore, isRefusal, type StreamName, target } from '@pagewright/kernel';
import { context, type LedgerCommand, ledgerDecider } from '../../contracts/ledger.ts';
import type { Journal } from '../journal.ts';
import type { Chance } from '../seeded.ts';

/** A command of a racer, with how many events it must and may have, and its answer; on the disk before it goes on. */
export type RaceEntry =
  | { readonly type: 'sent'; readonly id: string; readonly least: number; readonly most: number }
  | { readonly type: 'done'; readonly id: string; readonly position: number };

export interface Race {
  /** Each is a process of its own as far as the product can tell: it has its own warm state. */
  readonly stores: readonly EventStore[];
  readonly racersEach: number;
  readonly streams: readonly StreamName[];
  readonly journal: Journal<RaceEntry>;
  readonly chance: Chance;
  readonly stop: AbortSignal;
}

interface Sent {
  readonly id: string;
  readonly stream: StreamName;
  readonly command: LedgerCommand;
}

/** How often somebody sends again what was answered long ago, as a client does that has not heard the answer. */
const REPEATS = 0.2;
const PATIENCE_MS = 1_500;

/** Racers decide about the same few streams at once, over our event store and command handling, until told to stop. */
export const race = async ({ stores, racersEach, streams, journal, chance, stop }: Race): Promise<void> => {
  await Promise.all(
    stores.map(async (store) => {
      const aggregates = createAggregates(store);
      const send = async ({ id, stream, command }: Sent): Promise<number | undefined> => {
        try {
          const about = { ...context(command, id), timeoutMs: PATIENCE_MS };
          const { position } = await aggregates.handleCommand(target(stream, ledgerDecider, command), about);
          return position;
        } catch (raw) {
          // Not open yet: refusals are not remembered. All others may be sent again under the same id.
          return isRefusal(raw) ? 0 : undefined;
        }
      };
      await Promise.all(Array.from({ length: racersEach }, () => run(send, chance.fork())));
    }),
  );

  async function run(send: (sent: Sent) => Promise<number | undefined>, own: Chance): Promise<void> {
    const done: Sent[] = [];
    while (!stop.aborted) {
      const old = own.next() < REPEATS ? done[own.below(done.length)] : undefined;
      const sent = old ?? newCommand(streams, own);
      if (!old) journal.write({ type: 'sent', id: sent.id, ...eventsOf(sent.command) });
      const position = await send(sent);
      if (position === undefined) {
        await wait(50, undefined, { signal: stop }).catch(() => undefined);
        continue;
      }
      if (position === 0) continue;
      if (!old) journal.write({ type: 'done', id: sent.id, position });
      done.push(sent);
    }
  }
};

/** Who opens what is open already does nothing. */
const eventsOf = (command: LedgerCommand): { least: number; most: number } =>
  command.type === 'Add' ? { least: command.data.times ?? 1, most: command.data.times ?? 1 } : { least: 0, most: 1 };

const newCommand = (streams: readonly StreamName[], chance: Chance): Sent => {
  const stream = streams[chance.below(streams.length)] ?? streams[0];
  if (!stream) throw new RangeError('a race needs a stream');
  const id = crypto.randomUUID();
  if (chance.next() < 0.1) return { id, stream, command: { type: 'Open', data: { owner: id } } };
  const times = chance.next() < 0.4 ? 3 : 1;
  return { id, stream, command: { type: 'Add', data: { amount: 1, note: id, times } } };
};
