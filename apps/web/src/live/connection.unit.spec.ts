import { describe, expect, it } from 'vitest';
import { LiveLink, type LinkStatus, type Socket, type SocketEvents } from './connection.ts';
import type { LiveData, ServerFrame } from './frames.ts';

class FakeSocket implements Socket {
  readonly sent: unknown[] = [];
  readonly events: SocketEvents;
  constructor(events: SocketEvents) {
    this.events = events;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(code = 1006): void {
    if (!this.hangs) this.events.closed(code);
  }
  /** The other side no longer takes part in the closing. */
  hangs = false;
  says(frame: ServerFrame): void {
    this.events.received(JSON.stringify(frame));
  }
}

const gone = (site: string): LiveData => ({ kind: 'gone', event: 'e1', site });

const setUp = () => {
  const sockets: FakeSocket[] = [];
  const statuses: LinkStatus[] = [];
  const waits: { ms: number; run: () => void }[] = [];
  let renewals = 0;
  const clock = { now: 0 };
  const link = new LiveLink({
    open: (events) => {
      const socket = new FakeSocket(events);
      sockets.push(socket);
      return socket;
    },
    token: async () => 'token',
    renew: async () => {
      renewals += 1;
      return 'next';
    },
    onStatus: (status) => statuses.push(status),
    now: () => clock.now,
    random: () => 1,
    later: (ms, run) => {
      waits.push({ ms, run });
      return () => undefined;
    },
  });
  const welcome = async (): Promise<FakeSocket> => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    socket.events.opened();
    await Promise.resolve();
    await Promise.resolve();
    socket.says({ type: 'welcome', account: 'a1', expiresAt: '2026-01-01T00:15:00Z' });
    return socket;
  };
  return { link, sockets, statuses, waits, welcome, clock, renewals: () => renewals };
};

describe('LiveLink', () => {
  it('authenticates in the first message and then subscribes from the given cursor', async () => {
    const { link, welcome } = setUp();
    link.subscribe('site:s1', { cursor: '10.2', onData: () => undefined });
    const socket = await welcome();
    expect(socket.sent).toEqual([
      { type: 'auth', token: 'token' },
      { type: 'subscribe', topic: 'site:s1', cursor: '10.2' },
    ]);
  });

  it('goes on from the last cursor it has seen after a break', async () => {
    const { link, welcome, waits } = setUp();
    const seen: LiveData[] = [];
    link.subscribe('site:s1', { cursor: '10.2', onData: (data) => seen.push(...data) });
    const first = await welcome();
    first.says({ type: 'data', topic: 'site:s1', cursor: '14.7', data: [gone('s1')] });
    first.close();
    waits[0]?.run();
    const second = await welcome();
    expect(second.sent.at(-1)).toEqual({ type: 'subscribe', topic: 'site:s1', cursor: '14.7' });
    expect(seen).toEqual([gone('s1')]);
  });

  it('waits twice as long after each failure, up to fifteen seconds, and starts small again after a welcome', async () => {
    const { link, sockets, waits, welcome } = setUp();
    link.subscribe('account', { onData: () => undefined });
    for (let i = 0; i < 7; i += 1) {
      sockets.at(-1)?.close();
      waits.at(-1)?.run();
    }
    expect(waits.map(({ ms }) => ms)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    (await welcome()).close();
    expect(waits.at(-1)?.ms).toBe(500);
  });

  it('renews the session when the server says that the token ended', async () => {
    const { link, welcome, renewals } = setUp();
    link.subscribe('account', { onData: () => undefined });
    (await welcome()).close(4401);
    expect(renewals()).toBe(1);
  });

  it('sends a renewed token up the open socket', async () => {
    const { link, welcome } = setUp();
    link.subscribe('account', { onData: () => undefined });
    const socket = await welcome();
    link.renewed('fresh');
    expect(socket.sent.at(-1)).toEqual({ type: 'auth', token: 'fresh' });
  });

  it('tells the listener when the server cannot go on from its cursor, and can be subscribed anew', async () => {
    const { link, welcome } = setUp();
    const lost: string[] = [];
    link.subscribe('site:s1', { cursor: 'old', onData: () => undefined, onLost: (code) => lost.push(code) });
    const socket = await welcome();
    socket.says({ type: 'error', topic: 'site:s1', code: 'cursor-unknown', message: 'no' });
    link.subscribe('site:s1', { cursor: 'new', onData: () => undefined });
    expect(lost).toEqual(['cursor-unknown']);
    expect(socket.sent.at(-1)).toEqual({ type: 'subscribe', topic: 'site:s1', cursor: 'new' });
  });

  it('begins a topic again by itself for a listener that cannot read anew', async () => {
    const { link, welcome, waits } = setUp();
    link.subscribe('account', { cursor: 'old', onData: () => undefined });
    const socket = await welcome();
    socket.says({ type: 'error', topic: 'account', code: 'cursor-unknown', message: 'no' });
    waits.at(-1)?.run();
    expect(socket.sent.at(-1)).toEqual({ type: 'subscribe', topic: 'account' });
  });

  it('leaves a socket whose closing is not answered, goes on from the last cursor, and hears the old one no more', async () => {
    const { link, sockets, welcome } = setUp();
    const seen: LiveData[] = [];
    link.subscribe('site:s1', { cursor: '10.2', onData: (data) => seen.push(...data) });
    const first = await welcome();
    first.hangs = true;
    link.drop();
    link.hurry();
    expect(sockets).toHaveLength(2);
    first.says({ type: 'data', topic: 'site:s1', cursor: '14.7', data: [gone('s1')] });
    expect(seen).toEqual([]);
    expect((await welcome()).sent.at(-1)).toEqual({ type: 'subscribe', topic: 'site:s1', cursor: '10.2' });
  });

  it('leaves a socket on which nothing was heard for more than a minute', async () => {
    const { link, statuses, welcome, clock } = setUp();
    link.subscribe('account', { onData: () => undefined });
    const socket = await welcome();
    clock.now = 60_000;
    socket.says({ type: 'alive' });
    clock.now = 130_000;
    link.look();
    expect(statuses.at(-1)).toEqual({ type: 'open' });
    clock.now = 140_000;
    link.look();
    expect(statuses.at(-1)?.type).toBe('waiting');
  });

  it('closes the socket and stays idle when the last topic is left', async () => {
    const { link, statuses, welcome, waits } = setUp();
    const leave = link.subscribe('account', { onData: () => undefined });
    const socket = await welcome();
    leave();
    expect(socket.sent.at(-1)).toEqual({ type: 'unsubscribe', topic: 'account' });
    expect(statuses.at(-1)).toEqual({ type: 'idle' });
    expect(waits).toEqual([]);
  });
});
