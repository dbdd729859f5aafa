import { once } from 'node:events';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Chance } from './seeded.ts';

/**
 * open: bytes go both ways. held: what is answered waits until the wire is open again. deaf: what is asked arrives, what
 * is answered is lost. dark: nothing arrives at either end. A connection that lost bytes is cut when the wire opens.
 */
type State = 'open' | 'held' | 'deaf' | 'dark';

/** A network of one's own between clients and a port: a proxy that can be cut and made to wait. */
export interface Wire extends AsyncDisposable {
  readonly port: number;
  /** Cuts every connection; answers how many there were. */
  cutAll(): number;
  /** Cuts one connection, if there is any. */
  cutOne(chance: Chance): boolean;
  /** In the state for so long, then open again; no other state is set meanwhile. */
  during(state: Exclude<State, 'open'>, ms: number, stop?: AbortSignal): Promise<void>;
}

interface Connection {
  readonly client: Socket;
  readonly server: Socket;
  readonly held: Buffer[];
  torn: boolean;
}

export const openWire = async (to: number, { port = 0 }: { port?: number } = {}): Promise<Wire> => {
  const connections = new Set<Connection>();
  let state: State = 'open';

  const carry = (client: Socket): void => {
    const connection: Connection = { client, server: connect(to, '127.0.0.1'), held: [], torn: false };
    const { server } = connection;
    connections.add(connection);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => cut(connection));
    }
    client.on('data', (bytes: Buffer) => {
      if (state === 'dark') connection.torn = true;
      else pour(bytes, client, server);
    });
    server.on('data', (bytes: Buffer) => {
      if (state === 'open') pour(bytes, server, client);
      else if (state === 'held') connection.held.push(bytes);
      else connection.torn = true;
    });
  };
  const cut = (connection: Connection): void => {
    connections.delete(connection);
    connection.client.destroy();
    connection.server.destroy();
  };
  const reopen = (): void => {
    state = 'open';
    for (const connection of connections) {
      if (connection.torn) cut(connection);
      else for (const bytes of connection.held.splice(0)) pour(bytes, connection.server, connection.client);
    }
  };

  const listener: Server = createServer(carry).listen(port, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the wire has no port');
  return {
    port: address.port,
    cutAll: () => {
      const before = [...connections];
      before.forEach(cut);
      return before.length;
    },
    cutOne: (chance) => {
      const one = [...connections][chance.below(connections.size)];
      if (one) cut(one);
      return one !== undefined;
    },
    during: async (next, ms, stop) => {
      state = next;
      await wait(ms, undefined, { signal: stop }).catch(() => undefined);
      reopen();
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(listener, 'close');
      listener.close();
      [...connections].forEach(cut);
      await closed;
    },
  };
};

const pour = (bytes: Buffer, from: Socket, to: Socket): void => {
  if (to.write(bytes)) return;
  from.pause();
  to.once('drain', () => from.resume());
};
