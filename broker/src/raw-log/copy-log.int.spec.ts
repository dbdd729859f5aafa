import type { NatsConnection } from '@nats-io/transport-node';
import { createAggregates, streamName, target } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { context, freshLedger, ledgerCatalogue, ledgerDecider } from '../../../test/contracts/ledger.ts';
import { type KurrentDouble, kurrentDouble } from '../../../test/support/kurrent-double.ts';
import { type NatsServer, natsServer } from '../../../test/support/nats-server.ts';
import { connect } from '../connection/connect.ts';
import { createEventStore } from '../events/event-store.ts';
import { openKurrentLog } from '../kurrent/open-kurrent.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { copyLog, sumOf } from './copy-log.ts';
import { createJetStreamRawLog } from './jetstream-raw-log.ts';
import { type KurrentRawLog, openKurrentRawLog } from './kurrent-raw-log.ts';
import { LogNotEmpty, LogNotFilled, LogNotWhole, type LogTarget, type RawEvent } from './raw-log.ts';

const FIELDS = { anything: ['at'] };

describe('a log is copied from one store to the other and back (KurrentDB: protocol double)', () => {
  const stack = new AsyncDisposableStack();
  let double: KurrentDouble;
  let kurrent: KurrentRawLog;
  let nc: NatsConnection;
  const broker = async () => {
    const server: NatsServer = stack.use(await natsServer());
    const connection = stack.adopt(await connect({ url: server.url, name: 'copy' }), (open) => open.close());
    await applyTopology(connection, { replicas: 1 });
    return connection;
  };
  beforeAll(async () => {
    double = stack.use(await kurrentDouble());
    kurrent = stack.use(await openKurrentRawLog({ url: double.url, name: 'copy' }));
    nc = await broker();
  });
  afterAll(() => stack.disposeAsync());

  const streams = Array.from({ length: 12 }, freshLedger);
  /** Commands of every size, batches over streams among them, and events that name the position of another. */
  const fill = async (log: LogTarget): Promise<void> => {
    const store = await createEventStore(nc, { catalogue: ledgerCatalogue });
    const process = createAggregates(store);
    for (const [index, stream] of streams.entries()) {
      const open = { type: 'Open' as const, data: { owner: 'ä "%41" \n😀' } };
      const claim = { type: 'Claim' as const, data: { by: stream } };
      const claimed = streamName('ledger', `claim-${index}`);
      await process.handleCommands(
        [target(stream, ledgerDecider, open), target(claimed, ledgerDecider, claim)],
        context(open),
      );
      const add = {
        type: 'Add' as const,
        data: { amount: index, note: 'x'.repeat(index * 500), times: (index % 5) + 1 },
      };
      await process.handleCommand(target(streams[index % 4] ?? stream, ledgerDecider, add), context(add));
      const { position, version } = await store.head(stream);
      const said = streamName('anything', `about-${index}`);
      const noted = { type: 'Noted', data: { at: position, version } };
      const { now, ...meta } = context('note');
      await store.append([{ stream: said, expected: { position: 0 as never, version: 0 }, events: [noted] }], {
        ...meta,
        time: now,
      });
    }
    expect(await log.last()).toBeGreaterThan(60);
  };
  const all = async (log: LogTarget): Promise<readonly RawEvent[]> => {
    const events: RawEvent[] = [];
    for await (const batch of log.read(0, await log.last())) events.push(...batch);
    return events;
  };

  it('with every attribute, in order, and with the positions that events name translated', async () => {
    const source = await createJetStreamRawLog(nc);
    await fill(source);
    const there = await copyLog(source, kurrent, { fields: FIELDS });
    const before = await all(source);
    const after = await all(kurrent);
    expect(after.map(({ stream, type, attributes }) => [stream, type, attributes])).toEqual(
      before.map(({ stream, type, attributes }) => [stream, type, attributes]),
    );
    for (const { type, data } of after) {
      if (type !== 'Noted') continue;
      const { at } = data as { at: number };
      expect(after.find(({ position }) => position === at)?.stream).toMatch(/^ledger\./);
    }
    expect(there.placeOf(before[9]?.position ?? 0)).toBe(after[9]?.position);

    const second = await broker();
    const back = await createJetStreamRawLog(second);
    const home = await copyLog(kurrent, back, { fields: FIELDS });
    expect(await all(back)).toEqual(before);
    expect([there.digest, home.digest]).toEqual([home.digest, (await sumOf(source, FIELDS)).digest]);
    // Whoever decides on it goes on where the other stopped, by every way of loading.
    const carried = await createEventStore(second, { catalogue: ledgerCatalogue });
    const original = await createEventStore(nc, { catalogue: ledgerCatalogue });
    await using ours = await openKurrentLog({ url: double.url, name: 'spec', catalogue: ledgerCatalogue });
    for (const stream of streams) {
      const loaded = await original.load(stream);
      expect(await carried.load(stream)).toEqual(loaded);
      expect((await ours.events.load(stream)).events.map(({ data }) => data)).toEqual(
        loaded.events.map(({ data }) => data),
      );
    }
  });

  it('only into an empty one, and not while somebody else writes to it', async () => {
    const source = await createJetStreamRawLog(nc);
    await expect(copyLog(source, kurrent, { fields: FIELDS })).rejects.toThrow(LogNotEmpty);
    const other = await broker();
    const into = await createJetStreamRawLog(other);
    const disturbed: LogTarget = {
      ...into,
      append: async (events) => {
        const process = createAggregates(await createEventStore(other, { catalogue: ledgerCatalogue }));
        const open = { type: 'Open' as const, data: { owner: 'eve' } };
        await process.handleCommand(target(freshLedger(), ledgerDecider, open), context(open));
        return into.append(events);
      },
    };
    await expect(copyLog(source, disturbed, { fields: FIELDS })).rejects.toThrow(LogNotFilled);
    const empty = await createJetStreamRawLog(await broker());
    const brokenOff = copyLog(source, empty, { fields: FIELDS, signal: AbortSignal.abort() });
    await expect(brokenOff).rejects.toThrow(/broken off: The log on the broker has only a part/);
  });

  it('and a source that ends before it should is noticed', async () => {
    const end = (await kurrent.last()) + 1;
    const whole = async () => {
      for await (const batch of kurrent.read(0, end)) expect(batch).not.toEqual([]);
    };
    await expect(whole()).rejects.toThrow(LogNotWhole);
  });

  it('and a copy that differs is noticed', async () => {
    const source = await createJetStreamRawLog(nc);
    const other = await createJetStreamRawLog(await broker());
    const careless: LogTarget = {
      ...other,
      append: (events) =>
        other.append(
          events.map((event, index) => (index === 3 ? { ...event, data: { owner: 'somebody else' } } : event)),
        ),
    };
    await expect(copyLog(source, careless, { fields: FIELDS })).rejects.toThrow(/reads as \d+ events with sha256/);
  });
});
