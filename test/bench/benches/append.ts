import { jetstream } from '@nats-io/jetstream';
import { MsgHdrsImpl } from '@nats-io/transport-node';
import { type Aggregates, createAggregates, NO_STREAM, type StreamName } from '@pagewright/kernel';
import { siteDecider, type SiteId, siteStream } from '@pagewright/sites';
import { prepare } from '../../../broker/src/events/prepare.ts';
import { headersOf } from '../../../broker/src/events/send.ts';
import { waitFor } from '../../support/wait-for.ts';
import { filledStore } from '../filled-store.ts';
import type { Bench, BenchContext, Figure, Side } from '../harness/bench.ts';
import { percentile } from '../harness/figures.ts';
import { latencies, rateOf, throughput } from '../harness/load.ts';
import { type EmmettPeer } from '../peer-doors.ts';
import { loadPeer, peerVersion } from '../peers.ts';
import { DURABLE_POSTGRES, durablePostgres } from '../servers/durable-postgres.ts';
import { catalogue, DURABLE_NATS, openStand, type Stand } from '../servers/stand.ts';
import { contextOf, createSite, renameSite, targetOf } from '../sites.ts';

/** Callers take turns over so many aggregates, so that none grows long: emmett reads each whole for each command. */
const AGGREGATES = 4_096;
const HANDLER = 'emmett command handler';
const APPEND = 'emmett append';
const RAW_EXPECTING = 'raw publish, same headers and expectation';
const RAW = 'raw publish, none';

export const append: Bench = {
  id: 'P1',
  name: 'append',
  what: 'handleCommand on warm aggregates, one durable event each; and cold loads',
  run: async (context) => {
    const emmett = await context.peer('emmett', () => openEmmett(context));
    await appending(context, emmett);
    await loading(context, emmett);
  },
};

interface Emmett {
  readonly peer: EmmettPeer;
  readonly settings: string;
}

const openEmmett = async ({ stack }: BenchContext): Promise<Emmett> => {
  const { openEmmett: open } = await loadPeer('emmett');
  const server = stack.use(await durablePostgres());
  const peer = stack.use(await open(await server.createDatabase()));
  return { peer, settings: `${await peerVersion('@event-driven-io/emmett-postgresql')}; ${DURABLE_POSTGRES}` };
};

const appending = async (context: BenchContext, emmett: Emmett | undefined): Promise<void> => {
  const { stack, seconds } = context;
  const stand = stack.use(await openStand());
  const aggregates = createAggregates(stand.broker.events);
  const ids = Array.from({ length: AGGREGATES }, (_, index) => `warm-${index}`);
  const now = new Date().toISOString();
  await throughput(ids.length, 64, (index) => {
    const id = ids[index] ?? '';
    return aggregates.handleCommand(targetOf(createSite(id, now)), contextOf(now, 'create', id));
  });

  const turns = turnsOver(ids);
  const raw = rawPublisher(stand, ids);
  for (const callers of [1, 64]) {
    const side = (name: string, settings: string, work: (id: string, turn: number) => Promise<unknown>): Side => ({
      name,
      settings,
      measure: async () => ({ rate: await rateOf(callers, seconds, (caller) => work(...turns(caller, callers))) }),
    });
    const emmettGoal = callers === 1 ? 1.5 : 2;
    const rate: Figure = {
      name: 'rate',
      unit: 'commands/s',
      higherIsBetter: true,
      goals: {
        [HANDLER]: [{ of: 'ratio', atLeast: emmettGoal }],
        [APPEND]: [{ of: 'ratio', atLeast: emmettGoal }],
        [RAW_EXPECTING]: [{ of: 'ratio', atLeast: 0.9 }],
        [RAW]: [{ of: 'ratio', atLeast: 0.6 }],
      },
    };
    await context.compare({
      variant: callers === 1 ? '1 caller' : `${callers} callers`,
      figures: [rate],
      ours: side('handleCommand', `RenameSite over ${AGGREGATES} warm sites; ${DURABLE_NATS}`, (id, turn) =>
        rename(aggregates, id, turn),
      ),
      peers: [
        ...(emmett
          ? [
              side(HANDLER, `the same rule, ${AGGREGATES} streams that begin empty; ${emmett.settings}`, (id, turn) =>
                emmett.peer.command(`h${callers}-${id}`, `Name ${turn}`),
              ),
              side(APPEND, `nothing read, nothing decided; ${emmett.settings}`, (id, turn) =>
                emmett.peer.append(`a-${id}`, `Name ${turn}`),
              ),
            ]
          : []),
        side(RAW_EXPECTING, `js.publish of the event that handleCommand makes; ${DURABLE_NATS}`, raw.expecting),
        side(RAW, `js.publish of the same body; ${DURABLE_NATS}`, raw.plain),
      ],
    });
  }
};

/** Gives each caller aggregates of its own in turn, and a number that was never used with them. */
const turnsOver = (ids: readonly string[]) => {
  let turn = 0;
  const at = new Map<number, number>();
  return (caller: number, callers: number): [string, number] => {
    const share = Math.floor(ids.length / callers);
    const next = (at.get(caller) ?? 0) % share;
    at.set(caller, next + 1);
    turn += 1;
    return [ids[caller * share + next] ?? '', turn];
  };
};

const rename = (aggregates: Aggregates, id: string, turn: number): Promise<unknown> => {
  const now = new Date().toISOString();
  return aggregates.handleCommand(targetOf(renameSite(id, now, `Name ${turn}`)), contextOf(now, id, String(turn)));
};

interface RawStream {
  readonly subject: string;
  readonly body: Uint8Array;
  readonly record: Record<string, string[]>;
  head: number;
}

/** The same messages without our code: what the broker and its client allow. */
const rawPublisher = ({ nc }: Stand, ids: readonly string[]) => {
  const js = jetstream(nc);
  const streams = new Map(
    ids.map((id): [string, RawStream] => {
      const own = `raw-${id}` as SiteId;
      const now = new Date().toISOString();
      const { commandId, commandDigest, actor } = contextOf(now, own);
      const meta = { commandId, commandDigest, actor, correlationId: commandId, causationId: commandId, time: now };
      const event = { type: 'SiteRenamed', data: { site: own, at: now, name: 'Name 1', by: 'ada' } };
      const [made] = prepare([{ stream: siteStream(own), expected: NO_STREAM, events: [event] }], meta, catalogue);
      if (!made) throw new Error('no event was prepared');
      const record = Object.fromEntries(headersOf(made, 'default'));
      return [id, { subject: made.subject, body: made.body, record, head: 0 }];
    }),
  );
  const streamOf = (id: string) => {
    const stream = streams.get(id);
    if (!stream) throw new Error(`no stream ${id}`);
    return stream;
  };
  return {
    expecting: async (id: string, turn: number) => {
      const stream = streamOf(id);
      const { subject, body, record, head } = stream;
      const own = { 'Nats-Msg-Id': [`raw-${turn}:0`], 'Nats-Expected-Last-Subject-Sequence': [String(head)] };
      const ack = await js.publish(subject, body, { headers: MsgHdrsImpl.fromRecord({ ...record, ...own }) });
      stream.head = ack.seq;
    },
    plain: async (id: string) => {
      const { subject, body } = streamOf(id);
      // To streams of its own, whose heads nobody expects.
      await js.publish(subject.replace('.raw-', '.plain-'), body);
    },
  };
};

interface Kind {
  readonly events: number;
  readonly sites: number;
  readonly sample: number;
}

const loading = async (context: BenchContext, emmett: Emmett | undefined): Promise<void> => {
  const { quick, stack } = context;
  const log = quick ? 20_000 : 1_000_000;
  const kinds: readonly Kind[] = quick
    ? [{ events: 100, sites: 200, sample: 10 }]
    : [
        { events: 100, sites: log / 100, sample: 50 },
        { events: 10_000, sites: log / 10_000, sample: 10 },
      ];
  const filled = quick ? 100 : 2_000;
  if (emmett) await emmett.peer.fill(filled, 100);
  for (const { events, sites, sample } of kinds) {
    const store = await filledStore({ events: log, sites }, context.say);
    const stand = stack.use(await openStand({ store }));
    const streams = Array.from({ length: sample }, (_, index) =>
      siteStream(`site-${Math.floor((index * sites) / sample)}`),
    );
    await keepSnapshots(stand, streams);
    const p95 = (peer: string | undefined): Figure => ({
      name: 'p95',
      unit: 'ms',
      higherIsBetter: false,
      goals: { [peer ?? COLD]: [{ of: 'ours', atMost: 5 }] },
    });
    const p50: Figure = {
      name: 'p50',
      unit: 'ms',
      higherIsBetter: false,
      goals: emmett && events === 100 ? { [EMMETT_LOAD]: [{ of: 'ratio', atMost: 1 }] } : {},
    };
    const beside = emmett && events === 100 ? [emmettLoading(emmett, filled, sample)] : [];
    await context.compare({
      variant: `cold load of ${events.toLocaleString('en-GB')} of ${log.toLocaleString('en-GB')} events`,
      figures: [p50, p95(beside[0]?.name)],
      ours: {
        name: COLD,
        settings: `${sites} sites whose events lie in turns; snapshot 0 to 15 events before the head; ${DURABLE_NATS}`,
        measure: async () =>
          percentiles(
            await latencies(sample, (index) => {
              const { events: store, snapshots } = stand.broker;
              return createAggregates(store, { snapshots }).read(streams[index] as StreamName, siteDecider);
            }),
          ),
      },
      peers: beside,
    });
  }
};

const COLD = 'Aggregates.read, nothing warm';
const EMMETT_LOAD = 'emmett aggregateStream';

const percentiles = (samples: readonly number[]) => ({ p50: percentile(samples, 0.5), p95: percentile(samples, 0.95) });

const emmettLoading = ({ peer, settings }: Emmett, filled: number, sample: number): Side => ({
  name: EMMETT_LOAD,
  settings: `of ${filled} streams of 100 events, stored in turns of ten; after VACUUM ANALYZE; ${settings}`,
  measure: async () =>
    percentiles(
      await latencies(sample, async (index) => {
        const events = await peer.load(Math.floor((index * filled) / sample));
        if (events !== 100) throw new Error(`emmett has read ${events} events`);
      }),
    ),
});

/** Snapshots as a busy site has them: the newest is up to 15 events old, since every 16th event makes one. */
const keepSnapshots = async ({ broker }: Stand, streams: readonly StreamName[]): Promise<void> => {
  for (const [index, stream] of streams.entries()) {
    const behind = index % 16;
    const older = {
      ...broker.events,
      load: async (of: StreamName) => {
        const { events } = await broker.events.load(of);
        const kept = events.slice(0, events.length - behind);
        const last = kept.at(-1);
        if (!last) throw new Error(`${of} has too few events`);
        return { events: kept, head: { position: last.meta.position, version: last.meta.aggregateVersion } };
      },
    };
    const made = createAggregates(older, { snapshots: broker.snapshots, keeping: { every: 1, pauseMs: 0 } });
    await made.read(stream, siteDecider);
    await waitFor(() => broker.snapshots.find(stream), { what: `the snapshot of ${stream}` });
  }
};
