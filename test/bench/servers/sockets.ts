import { WebSocket } from 'ws';

export interface Manners {
  /** Frames that the socket with this number begins with. */
  readonly first: (index: number) => readonly object[];
  /** Whether the frame says that it hears from now on. */
  readonly isReady: (text: string) => boolean;
  readonly heard: (text: string, index: number) => void;
}

const OPENED_AT_ONCE = 50;

/** Opens so many sockets, each heard of from its own `isReady` on; all are cut when the stack is disposed of. */
export const openSockets = async (
  stack: AsyncDisposableStack,
  count: number,
  url: string,
  { first, isReady, heard }: Manners,
): Promise<readonly WebSocket[]> => {
  const sockets: WebSocket[] = [];
  stack.defer(async () => {
    for (const socket of sockets) socket.terminate();
  });
  const open = async (index: number): Promise<void> => {
    const socket = new WebSocket(url);
    sockets.push(socket);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let ready = false;
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`a socket was closed with ${code}`)));
    socket.on('open', () => {
      for (const frame of first(index)) socket.send(JSON.stringify(frame));
    });
    socket.on('message', (raw: Buffer) => {
      const text = raw.toString();
      if (ready) return heard(text, index);
      ready = isReady(text);
      if (ready) resolve();
    });
    await promise;
  };
  for (let index = 0; index < count; index += OPENED_AT_ONCE) {
    const some = Math.min(OPENED_AT_ONCE, count - index);
    await Promise.all(Array.from({ length: some }, (_, offset) => open(index + offset)));
  }
  return sockets;
};
