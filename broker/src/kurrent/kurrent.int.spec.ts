import { inspect } from 'node:util';
import {
  type EventFeed,
  HistoryLost,
  NO_STREAM,
  type Position,
  type Recorded,
  StoreUnavailable,
} from '@pagewright/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settle } from '../../../test/contracts/event-store.contract.ts';
import { added, appendMeta, freshLedger, ledgerCatalogue, opened } from '../../../test/contracts/ledger.ts';
import { type KurrentDouble, kurrentDouble } from '../../../test/support/kurrent-double.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { BrokenChain } from '../events/load.ts';
import { AppendRefused } from '../events/send.ts';
import { KurrentTooOld, KurrentUnreachable, KurrentUnusable } from './connect-kurrent.ts';
import { type EventLog, openKurrentLog } from './open-kurrent.ts';

describe('the event store on KurrentDB, over what can go wrong (protocol double)', () => {
  let double: KurrentDouble;
  let log: EventLog;
  const open = (url = double.url) =>
    openKurrentLog({ url, name: 'spec', catalogue: ledgerCatalogue, timeoutMs: 1_000, workspace: 'spec' });
  beforeEach(async () => {
    double = await kurrentDouble();
    log = await open();
  });
  afterEach(async () => {
    await log[Symbol.asyncDispose]();
    await double[Symbol.asyncDispose]();
  });
  const create = () => ({ stream: freshLedger(), expected: NO_STREAM, events: [opened(), added(1), added(2)] });
  const ours = () => double.log.entries.filter(({ stream }) => stream.startsWith('pagewright.'));

  it('writes streams by category, types with their version, and CloudEvents attributes as metadata', async () => {
    const { stream, ...rest } = create();
    const meta = appendMeta();
    await settle(log.events, [{ stream, ...rest }], meta);
    const [, first] = stream.split('.');
    expect(ours().map((entry) => [entry.stream, entry.type, entry.isJson])).toEqual([
      [`pagewright.ledger-${first}`, 'pagewright.ledger.Opened.v1', true],
      [`pagewright.ledger-${first}`, 'pagewright.ledger.Added.v1', true],
      [`pagewright.ledger-${first}`, 'pagewright.ledger.Added.v1', true],
    ]);
    expect(JSON.parse(Buffer.from(ours()[1]?.metadata ?? []).toString())).toMatchObject({
      'ce-id': `${meta.commandId}:1`,
      'ce-source': `/pagewright/spec/ledger/${first}`,
      'ce-aggregateversion': '2',
      'ce-commanddigest': meta.commandDigest,
    });
  });

  it('says at the start that a server which cannot append to several streams is too old', async () => {
    await using old = await kurrentDouble({ multiStream: false });
    await expect(open(old.url)).rejects.toThrow(KurrentTooOld);
    await expect(open(old.url)).rejects.toThrow(/25\.1 or newer is needed/);
  });

  it('says at the start that nobody answers, that the address is none or its user is not taken, and no password with it', async () => {
    const unreachable = open('kurrentdb://admin:s3cret@127.0.0.1:1?tls=false');
    await expect(unreachable).rejects.toThrow(KurrentUnreachable);
    await expect(unreachable).rejects.not.toThrow(/s3cret/);
    await expect(open('nats://127.0.0.1')).rejects.toThrow(KurrentUnusable);
    for (const odd of ['admin:s3cret@host:21x13', 'admin:s3/c?ret@host:2113']) {
      const error = await open(`kurrentdb://${odd}`).catch((refusal: unknown) => refusal);
      expect(error).toBeInstanceOf(KurrentUnusable);
      expect(inspect(error)).not.toMatch(/admin|s3/);
    }
    double.faults.deny = true;
    await expect(open()).rejects.toThrow(KurrentUnusable);
    await expect(open()).rejects.toThrow(/does not take this user: look at the name and the password/);
  });

  it('[BROKER 11.2] finds an append whose answer was lost, and does it once', async () => {
    double.faults.loseAnswers = 1;
    const write = create();
    const meta = appendMeta();
    expect(await log.events.append([write], meta)).toMatchObject({ status: 'unknown' });
    const again = await log.events.append([write], meta);
    expect(again).toMatchObject({ status: 'committed' });
    expect(ours()).toHaveLength(3);
    expect((await log.events.load(write.stream)).events).toEqual(again.status === 'committed' && again.events);
  });

  it('takes no other delivery of a command for its own, although the server takes both for one', async () => {
    const write = create();
    const [mine, other] = [appendMeta(), appendMeta()];
    expect(await log.events.append([write], mine)).toMatchObject({ status: 'committed' });
    const again = await log.events.append([write], { ...other, commandId: mine.commandId });
    expect(again).toEqual({ status: 'conflict' });
    expect(ours()).toHaveLength(3);
  });

  it('[BROKER 11.4] stores nothing of an append that never arrived, and the same one goes through later', async () => {
    double.faults.loseRequests = 1;
    const [one, two] = [create(), create()];
    const meta = appendMeta();
    expect(await log.events.append([one, two], meta)).toMatchObject({ status: 'unknown' });
    expect(ours()).toHaveLength(0);
    expect(await log.events.append([one, two], meta)).toMatchObject({ status: 'committed' });
    expect(ours()).toHaveLength(6);
  });

  it('gets no answer from a server that hangs, says so, and goes on when it is back', async () => {
    const write = create();
    double.faults.hang = true;
    expect((await log.events.append([write], appendMeta())).status).toBe('unknown');
    await expect(log.events.load(write.stream)).rejects.toThrow(StoreUnavailable);
    await expect(log.feed.last()).rejects.toThrow(StoreUnavailable);
    expect(await log.isReachable()).toBe(false);
    double.faults.hang = false;
    await waitFor(() => log.isReachable(), { what: 'KurrentDB to answer again' });
    expect(await settle(log.events, [write])).toHaveLength(3);
  });

  it('says how large an append may be where the server refuses one', async () => {
    const noted = { type: 'Noted', data: { text: 'x'.repeat(40_000) } };
    const write = {
      stream: 'anything.large' as never,
      expected: NO_STREAM,
      events: Array.from({ length: 30 }, () => noted),
    };
    await expect(log.events.append([write], appendMeta())).rejects.toThrow(AppendRefused);
    expect(ours()).toHaveLength(0);
  });

  it('refuses a kind that could not be told from its id', async () => {
    const write = { ...create(), stream: 'a-kind.x' as never, events: [{ type: 'Opened', data: {} }] };
    await expect(log.events.append([write], appendMeta())).rejects.toThrow(/No schema|no dash/);
    await expect(log.events.load('a-kind.x' as never)).rejects.toThrow(/holds no dash/);
  });

  it('[BROKER 11.11] notices a log that ends before what was read', async () => {
    const [first, second] = [create(), create()];
    const events = (await settle(log.events, [first])) as readonly Recorded[];
    await settle(log.events, [second]);
    const head = { position: events[2]?.meta.position ?? (0 as Position), version: 3 };
    const reached = await log.feed.last();
    double.log.truncate(BigInt(events[1]?.meta.position ?? 0));
    await expect(log.events.load(first.stream, head)).rejects.toThrow(BrokenChain);
    await expect(drain(log.feed, reached)).rejects.toThrow(HistoryLost);
  });

  it('has no gap and no repeat for a reader while every connection is cut, twice', async () => {
    const end = new AbortController();
    const seen: Recorded[] = [];
    const reading = (async () => {
      for await (const { events } of log.feed.subscribe({ after: 0 as Position, signal: end.signal }))
        seen.push(...events);
    })();
    const positions: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (let more = 0; more < 10; more += 1) {
        const stored = await patiently(() => settle(log.events, [create()]));
        if (stored !== 'conflict') positions.push(...stored.map(({ meta }) => meta.position));
      }
      await waitFor(() => seen.length === positions.length, { what: 'the reader to be up with the log' });
      if (round < 2) await double.restart();
    }
    end.abort();
    await reading;
    expect(seen.map(({ meta }) => meta.position)).toEqual(positions);
  }, 60_000);

  const drain = async (feed: EventFeed, after: Position) => {
    for await (const { caughtUp } of feed.subscribe({ after })) if (caughtUp) return;
  };
  const patiently = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
      }
    }
  };
});
