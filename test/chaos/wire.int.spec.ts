import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { seeded } from './seeded.ts';
import { openWire, type Wire } from './wire.ts';

/** Answers each byte with itself, and remembers what it was asked. */
const echo = async (): Promise<{ server: Server; port: number; asked: () => string }> => {
  let asked = '';
  const server = createServer((socket) =>
    socket
      .on('error', () => undefined)
      .on('data', (bytes: Buffer) => {
        asked += bytes.toString();
        socket.write(bytes);
      }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0, asked: () => asked };
};

describe('a wire', () => {
  let far: Awaited<ReturnType<typeof echo>>;
  let wire: Wire;
  let near: Socket;
  let heard = '';
  const hears = (text: string): Promise<unknown> =>
    waitFor(() => heard === text, { what: `"${text}", not "${heard}"` });
  /** In the state until the function is called. */
  const begin = (state: 'held' | 'deaf' | 'dark'): (() => Promise<void>) => {
    const end = new AbortController();
    const over = wire.during(state, 60_000, end.signal);
    return () => {
      end.abort();
      return over;
    };
  };
  const closed = (): Promise<unknown> => waitFor(() => near.destroyed, { what: 'the connection to be cut' });

  beforeEach(async () => {
    heard = '';
    far = await echo();
    wire = await openWire(far.port);
    near = connect(wire.port, '127.0.0.1');
    near.on('error', () => undefined).on('data', (bytes: Buffer) => (heard += bytes.toString()));
    near.write('a');
    await hears('a');
  });
  afterEach(async () => {
    near.destroy();
    await wire[Symbol.asyncDispose]();
    far.server.close();
  });

  it('given that it is held, then what was answered comes when it is open again, in order', async () => {
    const open = begin('held');
    near.write('b');
    await waitFor(() => far.asked() === 'ab', { what: 'the far end to be asked' });
    near.write('c');
    expect(heard).toBe('a');
    await open();
    await hears('abc');
  });

  it('given that it is deaf, then what was asked arrives, its answer never, and the connection ends', async () => {
    const open = begin('deaf');
    near.write('b');
    await waitFor(() => far.asked() === 'ab', { what: 'the far end to be asked' });
    await open();
    await closed();
    expect(heard).toBe('a');
  });

  it('given that it is dark, then nothing arrives, and who said something is cut off', async () => {
    const open = begin('dark');
    near.write('b');
    // What the wire has received by then is looked at before what comes after.
    const other = connect(wire.port, '127.0.0.1');
    await once(other, 'connect');
    await setImmediate();
    other.destroy();
    await open();
    await closed();
    expect(far.asked()).toBe('a');
  });

  it('given that nobody said anything while it was dark, then the connection goes on', async () => {
    await wire.during('dark', 50);
    near.write('b');
    await hears('ab');
  });

  it('given a cut, then all connections end, or one', async () => {
    expect(wire.cutOne(seeded(1))).toBe(true);
    await closed();
    expect([wire.cutOne(seeded(1)), wire.cutAll()]).toEqual([false, 0]);
  });
});
