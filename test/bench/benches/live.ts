import { connect } from '@nats-io/transport-node';
import type { ServerFrame } from '../../../apps/api/src/contract/live.ts';
import { parseCursor } from '../../../apps/api/src/live/cursor.ts';
import { natsServer } from '../../support/nats-server.ts';
import { startProgram } from '../../support/program.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { Bench, BenchContext, Figure, Side } from '../harness/bench.ts';
import { percentile } from '../harness/figures.ts';
import { atRate } from '../harness/load.ts';
import { peerProgram, peerVersion } from '../peers.ts';
import { filesOf, HOUSE, type House, openHouse } from '../servers/house.ts';
import { openSockets } from '../servers/sockets.ts';

const NATS = 'raw NATS publish to subscriber';
const ECHO = 'Fastify WebSocket rooms';

/** Who changes sites or rooms, and many who watch them. A later position shows all that an earlier one does. */
interface Wire {
  /** Brings a change about and answers its position. */
  say(room: number): Promise<number>;
  /** Called when a watcher is shown everything of its room up to a position. */
  shown: (watcher: number, position: number) => void;
}

export const live: Bench = {
  id: 'P5',
  name: 'live',
  what: 'a command is sent until its change is seen by WebSocket clients, through the whole product',
  run: async (context) => {
    const house = await openHouse(context);
    const crowd = context.quick ? { rooms: 10, watchers: 10 } : { rooms: 100, watchers: 10 };
    await watching(context, house, { rooms: 1, watchers: 1 });
    await watching(context, house, crowd);
  },
};

interface Crowd {
  readonly rooms: number;
  /** Of each room. */
  readonly watchers: number;
}

const watching = async (context: BenchContext, house: House, crowd: Crowd): Promise<void> => {
  const clients = crowd.rooms * crowd.watchers;
  const perSecond = context.quick ? 20 : 100;
  const changes = (context.quick ? 2 : 10) * perSecond;
  await using stack = new AsyncDisposableStack();
  const side = (name: string, settings: string, wire: Wire): Side => ({
    name,
    settings,
    measure: () => watchingChanges(wire, crowd, changes, perSecond),
  });
  const raw = await context.peer(NATS, async () =>
    side(NATS, 'core NATS, nothing stored', await rawWire(stack, crowd)),
  );
  const echo = await context.peer(ECHO, async () => {
    const versions = `${await peerVersion('fastify')}, ${await peerVersion('@fastify/websocket')}`;
    return side(ECHO, `${versions}; in a process of its own, nothing stored`, await roomsWire(stack, crowd));
  });
  const peers = [raw, echo].filter((peer) => peer !== undefined);
  const goals = (most: number) => ({ [peers[0]?.name ?? 'Pagewright']: [{ of: 'ours', atMost: most } as const] });
  const figures: readonly Figure[] = [
    { name: 'p50', unit: 'ms', higherIsBetter: false, goals: clients === 1 ? goals(10) : {} },
    { name: 'p99', unit: 'ms', higherIsBetter: false, goals: goals(clients === 1 ? 50 : 250) },
  ];
  await context.compare({
    variant:
      clients === 1
        ? `1 client, ${perSecond} events/s`
        : `${clients} clients on ${crowd.rooms} sites, ${perSecond} events/s`,
    figures,
    ours: side(
      'Pagewright',
      `PATCH of a site’s name, sent until seen; ${HOUSE}`,
      await productWire(stack, house, crowd),
    ),
    peers,
  });
};

interface Shown {
  readonly position: number;
  readonly at: number;
}

/** Brings changes about at their times and answers how long they took to each watcher of their rooms. */
const watchingChanges = async (wire: Wire, { rooms, watchers }: Crowd, changes: number, perSecond: number) => {
  const all = Array.from({ length: rooms * watchers }, (): Shown[] => []);
  wire.shown = (watcher, position) => all[watcher]?.push({ position, at: performance.now() });
  const said: { readonly room: number; readonly position: number; readonly at: number }[] = [];
  await atRate(perSecond, changes, async (index) => {
    const at = performance.now();
    const room = index % rooms;
    said.push({ room, position: await wire.say(room), at });
  });
  const waits = async (): Promise<readonly (number | undefined)[]> =>
    said.flatMap(({ room, position, at }) =>
      Array.from({ length: watchers }, (_, nth) => {
        const found = all[room + nth * rooms]?.find((shown) => shown.position >= position);
        return found && found.at - at;
      }),
    );
  const areShown = async () => (await waits()).every((wait) => wait !== undefined);
  await waitFor(areShown, { what: `${changes} changes to be shown to ${watchers} each`, timeout: 60_000, every: 200 });
  const samples = (await waits()).filter((wait) => wait !== undefined);
  return { p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) };
};

interface Late {
  readonly code: string;
  readonly details: { readonly position: number };
}

const productWire = async (stack: AsyncDisposableStack, house: House, { rooms, watchers }: Crowd): Promise<Wire> => {
  const { person, installation, site } = house;
  const sites: string[] = [];
  for (let room = 0; room < rooms; room += 1) sites.push((await site(`Room ${room}`, filesOf(1, 500))).id);
  let number = 0;
  const wire: Wire = {
    shown: () => undefined,
    say: async (room) => {
      const name = `Name ${(number += 1)}`;
      const { status, headers, body } = await person.ask<Late>('PATCH', `/api/sites/${sites[room]}`, { name });
      // Accepted, though what the answer shows is late: when watchers see it is what counts here.
      if (status === 503 && body.code === 'projection-behind') return body.details.position;
      if (status !== 200) throw new Error(`A site’s new name: ${status} ${JSON.stringify(body)}`);
      return Number(headers.get('pagewright-position'));
    },
  };
  await openSockets(stack, rooms * watchers, `ws://127.0.0.1:${installation.port}/ws`, {
    first: (index) => [
      { type: 'auth', token: person.token },
      { type: 'subscribe', topic: `site:${sites[index % rooms]}` },
    ],
    isReady: (text) => (JSON.parse(text) as ServerFrame).type === 'subscribed',
    heard: (text, watcher) => {
      const frame = JSON.parse(text) as ServerFrame;
      if (frame.type === 'error') throw new Error(frame.message);
      if (frame.type !== 'data' || !frame.data.some(({ kind }) => kind === 'site')) return;
      const cursor = parseCursor(frame.cursor);
      if (cursor) wire.shown(watcher, cursor.position);
    },
  });
  return wire;
};

const roomsWire = async (stack: AsyncDisposableStack, { rooms, watchers }: Crowd): Promise<Wire> => {
  const running = stack.use(startProgram(process.execPath, [await peerProgram('ws-rooms')]));
  const [, port] = await running.prints(/listening (\d+)/);
  let number = 0;
  const wire: Wire = { shown: () => undefined, say: async () => 0 };
  const url = `ws://127.0.0.1:${port}/`;
  await openSockets(stack, rooms * watchers, url, {
    first: (index) => [{ join: String(index % rooms) }],
    isReady: () => true,
    heard: (text, watcher) => wire.shown(watcher, Number(text)),
  });
  const [speaker] = await openSockets(stack, 1, url, {
    first: () => [{ join: 'speakers' }],
    isReady: () => true,
    heard: () => undefined,
  });
  wire.say = async (room) => {
    number += 1;
    speaker?.send(JSON.stringify({ room: String(room), text: String(number) }));
    return number;
  };
  return wire;
};

const rawWire = async (stack: AsyncDisposableStack, { rooms, watchers }: Crowd): Promise<Wire> => {
  const server = stack.use(await natsServer());
  const [speaker, listener] = [await connect(server.login()), await connect(server.login())];
  stack.defer(() => Promise.all([speaker.close(), listener.close()]).then(() => undefined));
  let number = 0;
  const wire: Wire = {
    shown: () => undefined,
    say: async (room) => {
      number += 1;
      speaker.publish(`room.${room}`, String(number));
      return number;
    },
  };
  for (let index = 0; index < rooms * watchers; index += 1) {
    listener.subscribe(`room.${index % rooms}`, {
      callback: (_error, message) => wire.shown(index, Number(message.string())),
    });
  }
  await listener.flush();
  return wire;
};
