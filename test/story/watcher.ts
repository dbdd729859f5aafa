import { WebSocket } from 'ws';
import type { LiveData, ServerFrame } from '../../apps/api/src/contract/live.ts';
import { waitFor } from '../support/wait-for.ts';

/** A socket on one topic that remembers everything it was told, in order. */
export interface Watcher extends Disposable {
  readonly heard: readonly LiveData[];
  readonly cursor: string;
  until(what: string, condition: (heard: readonly LiveData[]) => boolean, timeout?: number): Promise<void>;
  close(): void;
}

export const watch = async (port: number, token: string, topic: string, cursor?: string): Promise<Watcher> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
  const heard: LiveData[] = [];
  let at = cursor ?? '';
  let subscribed = false;
  let failure: string | undefined;
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'auth', token }));
    socket.send(JSON.stringify({ type: 'subscribe', topic, ...(cursor === undefined ? {} : { cursor }) }));
  });
  socket.on('message', (raw: Buffer) => {
    const frame = JSON.parse(raw.toString()) as ServerFrame;
    if (frame.type === 'subscribed') subscribed = true;
    if (frame.type === 'error') failure = frame.message;
    if (frame.type === 'data') heard.push(...frame.data);
    if (frame.type === 'subscribed' || frame.type === 'data') at = frame.cursor;
  });
  socket.on('error', (error) => (failure = error.message));
  const until: Watcher['until'] = async (what, condition, timeout = 30_000) => {
    await waitFor(() => failure !== undefined || condition(heard), { timeout, what });
    if (failure !== undefined) throw new Error(`the socket failed: ${failure}`);
  };
  await until('the subscription', () => subscribed);
  const close = (): void => socket.terminate();
  return {
    heard,
    get cursor() {
      return at;
    },
    until,
    close,
    [Symbol.dispose]: close,
  };
};
