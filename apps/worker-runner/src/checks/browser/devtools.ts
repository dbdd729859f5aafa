import type { Readable, Writable } from 'node:stream';

/** A message of the browser that nobody asked for: what happened in the session of a page, or in the browser itself. */
export interface BrowserEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly session: string | undefined;
}

export type Answer = Readonly<Record<string, unknown>>;

/** The Chrome DevTools Protocol over a pipe: no port is open that a page could find. */
export interface Devtools {
  /** @throws BrowserRefused | BrowserGone */
  send(method: string, params?: Readonly<Record<string, unknown>>, session?: string): Promise<Answer>;
  /** Returns how to listen no more. */
  listen(listener: (event: BrowserEvent) => void): () => void;
  /** Bytes that the browser has said so far. */
  readonly heard: number;
}

/** The browser answered a command with an error. */
export class BrowserRefused extends Error {
  override readonly name = 'BrowserRefused';
}

/** The browser ended, or was ended, before it answered. */
export class BrowserGone extends Error {
  override readonly name = 'BrowserGone';
}

/** One message may be as long as this; a browser that says more in one breath is ended. */
const LONGEST_MESSAGE = 64 * 1024 * 1024;
const END = 0;

interface Waiting {
  readonly method: string;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** `overflow` is called once when a message is too long to be read. */
export const connectDevtools = (write: Writable, read: Readable, overflow: () => void): Devtools => {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(event: BrowserEvent) => void>();
  let chunks: Buffer[] = [];
  let held = 0;
  let heard = 0;
  let last = 0;
  let gone = false;

  const accept = (text: string): void => {
    const { id, method, params, result, error, sessionId } = JSON.parse(text) as Message;
    const wait = id === undefined ? undefined : waiting.get(id);
    if (id !== undefined) {
      waiting.delete(id);
      if (error) wait?.reject(new BrowserRefused(`${wait.method}: ${error.message}`));
      else wait?.resolve(result ?? {});
    } else if (method !== undefined) {
      for (const listener of listeners) listener({ method, params: params ?? {}, session: sessionId });
    }
  };

  const end = (): void => {
    gone = true;
    for (const { method, reject } of waiting.values()) reject(new BrowserGone(`The browser ended during ${method}`));
    waiting.clear();
  };

  read.on('data', (chunk: Buffer) => {
    heard += chunk.length;
    let rest = chunk;
    for (let at = rest.indexOf(END); at >= 0; at = rest.indexOf(END)) {
      accept(Buffer.concat([...chunks, rest.subarray(0, at)]).toString());
      chunks = [];
      held = 0;
      rest = rest.subarray(at + 1);
    }
    if (rest.length > 0) chunks.push(rest);
    held += rest.length;
    if (held <= LONGEST_MESSAGE) return;
    read.destroy();
    overflow();
  });
  read.on('close', end).on('error', end);
  write.on('error', end);

  return {
    get heard() {
      return heard;
    },
    send: (method, params = {}, session) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(new BrowserGone(`The browser had ended before ${method}`));
        const id = (last += 1);
        waiting.set(id, { method, resolve, reject });
        write.write(`${JSON.stringify({ id, method, params, ...(session && { sessionId: session }) })}\0`);
      }),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Answer;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}
