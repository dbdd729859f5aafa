import {
  type CommandContext,
  CommandIdReused,
  type EventFeed,
  type EventStore,
  NO_STREAM,
  Refusal,
  StreamContended,
  type StreamName,
  commandDigest,
  createAggregates,
  target,
} from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LedgerCommand, context, freshId, freshLedger, ledgerDecider } from './ledger.ts';

export interface AggregatesUnderTest extends AsyncDisposable {
  readonly store: EventStore;
  readonly feed: EventFeed;
  /** Until the broker has forgotten the message ids of now. */
  afterDuplicateWindow(): Promise<void>;
  /** The broker ends and comes back. */
  restart(): Promise<void>;
}

/** What a command does, once, however often it is delivered and whatever happens to the answers. */
export const describeAggregates = (name: string, make: () => Promise<AggregatesUnderTest>): void => {
  describe(`handleCommand: ${name}`, () => {
    let subject: AggregatesUnderTest;
    beforeAll(async () => {
      subject = await make();
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    /** A process of its own: nothing warm. */
    const newProcess = () => createAggregates(subject.store);
    const on = (stream: StreamName, command: LedgerCommand) => target(stream, ledgerDecider, command);
    const open: LedgerCommand = { type: 'Open', data: { owner: 'ada' } };
    const add = (amount: number, times?: number): LedgerCommand => ({
      type: 'Add',
      data: { amount, note: '', ...(times === undefined ? {} : { times }) },
    });
    const patiently = (command: unknown, id?: string): CommandContext => ({
      ...context(command, id),
      timeoutMs: 60_000,
    });
    const run = (process: ReturnType<typeof newProcess>, stream: StreamName, command: LedgerCommand, id?: string) =>
      process.handleCommand(on(stream, command), patiently(command, id));
    const stateOf = async (stream: StreamName) => (await newProcess().read(stream, ledgerDecider)).state;

    it('appends what was decided and answers with its position', async () => {
      const [stream, process] = [freshLedger(), newProcess()];
      await run(process, stream, open);
      const result = await run(process, stream, add(3, 2));
      expect(result.events.map(({ type, data }) => [type, data])).toEqual([
        ['Added', { amount: 3, note: '' }],
        ['Added', { amount: 3, note: '' }],
      ]);
      const { state, head } = await newProcess().read(stream, ledgerDecider);
      expect(state).toMatchObject({ sum: 6, count: 2 });
      expect(head).toEqual({ position: result.position, version: 3 });
    });

    it('answers "already so" with the head, and appends nothing', async () => {
      const [stream, process] = [freshLedger(), newProcess()];
      const first = await run(process, stream, open);
      const again = await run(process, stream, open);
      expect(again).toEqual({ position: first.position, events: [], repeated: false });
      expect((await subject.store.head(stream)).version).toBe(1);
    });

    it('appends nothing for a refusal', async () => {
      const stream = freshLedger();
      await expect(run(newProcess(), stream, add(1))).rejects.toThrow(Refusal);
      expect(await subject.store.head(stream)).toEqual(NO_STREAM);
    });

    it('gives the same answer to the same command, in this process and in another', async () => {
      const [stream, process, id] = [freshLedger(), newProcess(), freshId()];
      await run(process, stream, open);
      const first = await run(process, stream, add(3, 2), id);
      await run(process, stream, add(4));
      for (const other of [process, newProcess()]) {
        expect(await run(other, stream, add(3, 2), id)).toEqual({ ...first, repeated: true });
      }
      expect(await stateOf(stream)).toMatchObject({ sum: 10, count: 3 });
    });

    it('[BROKER 11.3] gives one event and the same answer to a repeat after the duplicate window', async () => {
      const [stream, id] = [freshLedger(), freshId()];
      await run(newProcess(), stream, open);
      const single = await run(newProcess(), stream, add(1), id);
      const several = freshId();
      const batch = await run(newProcess(), stream, add(2, 3), several);
      await subject.afterDuplicateWindow();
      expect(await run(newProcess(), stream, add(1), id)).toEqual({ ...single, repeated: true });
      expect(await run(newProcess(), stream, add(2, 3), several)).toEqual({ ...batch, repeated: true });
      expect(await stateOf(stream)).toMatchObject({ sum: 7, count: 4 });
    });

    it('[BROKER 11.3] gives one event and the same answer to a repeat after a restart of everything', async () => {
      const [stream, id] = [freshLedger(), freshId()];
      await run(newProcess(), stream, open);
      const first = await run(newProcess(), stream, add(1, 2), id);
      await subject.restart();
      expect(await run(newProcess(), stream, add(1, 2), id)).toEqual({ ...first, repeated: true });
      expect(await stateOf(stream)).toMatchObject({ sum: 2, count: 2 });
    });

    it('refuses a command id that was used for something else', async () => {
      const [stream, process, id] = [freshLedger(), newProcess(), freshId()];
      await run(process, stream, open);
      await run(process, stream, add(1), id);
      const other = { ...patiently('something else', id), commandDigest: commandDigest('something else') };
      await expect(process.handleCommand(on(stream, add(2)), other)).rejects.toThrow(CommandIdReused);
      await expect(newProcess().handleCommand(on(stream, add(2)), other)).rejects.toThrow(CommandIdReused);
    });

    it('[BROKER 11.1] applies every one of many commands once, sent by several processes to one stream', async () => {
      const stream = freshLedger();
      await run(newProcess(), stream, open);
      const processes = [newProcess(), newProcess(), newProcess(), newProcess()];
      const ids = Array.from({ length: 40 }, freshId);
      // Each is sent by two processes, as a client does that got no answer.
      const answers = await Promise.all(
        ids.flatMap((id, index) =>
          [0, 1].map((shift) => {
            const process = processes[(index + shift) % processes.length] ?? newProcess();
            return run(process, stream, add(index, (index % 3) + 1), id);
          }),
        ),
      );
      const { events } = await subject.store.load(stream);
      const commands = events.filter(({ type }) => type === 'Added').map(({ meta }) => meta.commandId);
      for (const [index, id] of ids.entries()) {
        expect(commands.filter((command) => command === id)).toHaveLength((index % 3) + 1);
        expect(answers[index * 2]?.events).toEqual(answers[index * 2 + 1]?.events);
      }
      expect(events.map(({ meta }) => meta.aggregateVersion)).toEqual(events.map((_, index) => index + 1));
    });

    it('claims a name with the stream that wants it, for one of many', async () => {
      const claimed = freshLedger();
      const wanting = Array.from({ length: 12 }, freshLedger);
      const answers = await Promise.allSettled(
        wanting.map((stream) => {
          const claim: LedgerCommand = { type: 'Claim', data: { by: stream } };
          return newProcess().handleCommands([on(stream, open), on(claimed, claim)], patiently(claim));
        }),
      );
      const won = answers.flatMap((answer, index) => (answer.status === 'fulfilled' ? [wanting[index]] : []));
      expect(won).toHaveLength(1);
      for (const answer of answers) {
        if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ name: 'Refusal', code: 'taken' });
      }
      for (const stream of wanting) expect((await stateOf(stream)).open).toBe(stream === won[0]);
      expect((await stateOf(claimed)).claimedBy).toBe(won[0]);
    });

    it('decides on what other processes have written since', async () => {
      const [stream, first, second] = [freshLedger(), newProcess(), newProcess()];
      await run(first, stream, open);
      await run(second, stream, add(1));
      await run(first, stream, add(2));
      expect((await first.read(stream, ledgerDecider)).state).toMatchObject({ sum: 3 });
    });

    it('keeps warm by the feed, and ignores what it has seen or what comes too early', async () => {
      const [stream, reader, writer] = [freshLedger(), newProcess(), newProcess()];
      await run(reader, stream, open);
      const [one] = (await run(writer, stream, add(1))).events;
      const [two] = (await run(writer, stream, add(2))).events;
      if (!one || !two) throw new Error('nothing was appended');
      for (const event of [two, one, one]) reader.observe(event);
      await run(reader, stream, add(4));
      expect((await reader.read(stream, ledgerDecider)).state).toMatchObject({ sum: 7, count: 3 });
    });

    it('says that nothing was stored when others are always first', async () => {
      const stream = freshLedger();
      await run(newProcess(), stream, open);
      const outrun: EventStore = { ...subject.store, append: async () => ({ status: 'conflict' }) };
      const hurried = { ...context('add'), timeoutMs: 50 };
      const contended = createAggregates(outrun).handleCommand(on(stream, add(1)), hurried);
      await expect(contended).rejects.toThrow(StreamContended);
    });
  });
};
