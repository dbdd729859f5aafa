import { session } from '../api/session.svelte.ts';
import { LiveLink, type Listener, type LinkStatus, type Socket, type SocketEvents } from './connection.ts';

/** The page's one connection, with its state for whoever shows it. */
class Live {
  status = $state.raw<LinkStatus>({ type: 'idle' });
  readonly #link = new LiveLink({
    open: openSocket,
    token: () => session.token(),
    renew: () => session.renew(),
    onStatus: (status) => (this.status = status),
  });

  constructor() {
    session.onRenewed((token) => this.#link.renewed(token));
    addEventListener('online', () => this.#link.hurry());
    addEventListener('offline', () => this.#link.drop());
    setInterval(() => this.#link.look(), 10_000);
  }

  /** True once a break has lasted long enough to be worth a word. */
  get broken(): boolean {
    return this.status.type === 'waiting' || (this.status.type === 'connecting' && this.status.tries > 0);
  }

  subscribe(topic: string, listener: Listener): () => void {
    return this.#link.subscribe(topic, listener);
  }
}

export const live = new Live();

function openSocket({ opened, received, closed }: SocketEvents): Socket {
  const address = new URL('/ws', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address);
  socket.addEventListener('open', opened);
  socket.addEventListener('message', ({ data }) => received(String(data)));
  socket.addEventListener('close', ({ code }) => closed(code));
  return socket;
}
