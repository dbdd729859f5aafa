import { CloseCode, type ClientFrame, type LiveData, type ServerFrame } from './frames.ts';

/** The part of a WebSocket that is used here. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

/** What a socket tells, each after `open` was called and before the next is opened. */
export interface SocketEvents {
  readonly opened: () => void;
  readonly received: (text: string) => void;
  readonly closed: (code: number) => void;
}

export interface Listener {
  /** Where to go on from; left out, the topic begins now. */
  readonly cursor?: string;
  readonly onData: (data: readonly LiveData[]) => void;
  /** The topic runs from here on: what was read before may be stale by less than that. */
  readonly onSubscribed?: () => void;
  /**
   * The server cannot go on from our cursor, or refuses the topic, which is left: read everything anew and subscribe
   * again. Left out, the topic begins again by itself, without a cursor.
   */
  readonly onLost?: (code: string) => void;
}

export type LinkStatus =
  | { readonly type: 'idle' }
  | { readonly type: 'connecting'; readonly tries: number }
  | { readonly type: 'open' }
  | { readonly type: 'waiting'; readonly tries: number; readonly until: number };

export interface LinkOptions {
  readonly open: (events: SocketEvents) => Socket;
  readonly token: () => Promise<string | null>;
  /** Asked for when the server says that the token ended. */
  readonly renew: () => Promise<string | null>;
  readonly onStatus: (status: LinkStatus) => void;
  readonly now?: () => number;
  readonly later?: (ms: number, run: () => void) => () => void;
  readonly random?: () => number;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
/** The server says something every 30 s: after so long without a word nobody is there. */
const DEAD_AFTER = 75_000;
/** Before a refused topic is asked for again. */
const AGAIN = 2_000;

interface Topic {
  cursor: string | undefined;
  readonly listeners: Set<Listener>;
}

/**
 * One socket for all topics. `idle` without topics; `connecting` until `welcome`; then `open`, every topic subscribed
 * from its last cursor, so that a break loses and repeats nothing; a close leads to `waiting` (doubling, with jitter)
 * and again to `connecting`. Nothing else is kept between connections than the cursors.
 */
export class LiveLink {
  readonly #options: LinkOptions;
  readonly #topics = new Map<string, Topic>();
  #socket: Socket | null = null;
  #welcome = false;
  #tries = 0;
  #heard = 0;
  #cancelWait: (() => void) | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  subscribe(topic: string, listener: Listener): () => void {
    const known = this.#topics.get(topic);
    if (known) {
      known.listeners.add(listener);
      if (this.#welcome) listener.onSubscribed?.();
    } else {
      this.#topics.set(topic, { cursor: listener.cursor, listeners: new Set([listener]) });
      if (this.#welcome) this.#subscribeTo(topic);
    }
    if (this.#socket === null && this.#cancelWait === null) this.#connect();
    return () => this.#leave(topic, listener);
  }

  /** A renewed token goes up the open socket, which else ends with the old one. */
  renewed(token: string): void {
    if (this.#welcome) this.#send({ type: 'auth', token });
  }

  /** The network is back: no sense in waiting longer. */
  hurry(): void {
    if (this.#cancelWait === null) return;
    this.#cancelWait();
    this.#cancelWait = null;
    this.#connect();
  }

  /** The network is gone: a dead socket would not say so for minutes, and its closing waits for the other side. */
  drop(): void {
    const socket = this.#socket;
    if (socket === null) return;
    void this.#closed(socket, CloseCode.gone);
    socket.close();
  }

  /** To be called now and then: leaves a connection on which nothing comes any more. */
  look(): void {
    const { now = Date.now } = this.#options;
    if (this.#welcome && now() - this.#heard > DEAD_AFTER) this.drop();
  }

  #connect(): void {
    const { token, open, onStatus } = this.#options;
    onStatus({ type: 'connecting', tries: this.#tries });
    const socket = open({
      opened: () => {
        token().then(
          (current) => this.#present(socket, current),
          () => socket.close(),
        );
      },
      received: (text) => this.#socket === socket && this.#receive(text),
      closed: (code) => void this.#closed(socket, code),
    });
    this.#socket = socket;
  }

  #present(socket: Socket, current: string | null): void {
    if (current === null) socket.close();
    else if (this.#socket === socket) this.#send({ type: 'auth', token: current });
  }

  #receive(text: string): void {
    const { now = Date.now } = this.#options;
    this.#heard = now();
    const frame = JSON.parse(text) as ServerFrame;
    switch (frame.type) {
      case 'welcome': {
        if (this.#welcome) return;
        this.#welcome = true;
        this.#tries = 0;
        this.#options.onStatus({ type: 'open' });
        for (const topic of this.#topics.keys()) this.#subscribeTo(topic);
        return;
      }
      case 'subscribed': {
        const topic = this.#topics.get(frame.topic);
        if (!topic) return;
        topic.cursor = frame.cursor;
        for (const listener of topic.listeners) listener.onSubscribed?.();
        return;
      }
      case 'data': {
        const topic = this.#topics.get(frame.topic);
        if (!topic) return;
        topic.cursor = frame.cursor;
        for (const listener of topic.listeners) listener.onData(frame.data);
        return;
      }
      case 'alive':
        return;
      case 'error': {
        const topic = frame.topic === undefined ? undefined : this.#topics.get(frame.topic);
        if (!topic || frame.topic === undefined) return;
        this.#lost(frame.topic, topic, frame.code);
        return;
      }
    }
  }

  async #closed(socket: Socket, code: number): Promise<void> {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#welcome = false;
    if (this.#topics.size === 0) return this.#options.onStatus({ type: 'idle' });
    this.#wait();
    // The wait is already running, so a renewal that hangs or fails delays nothing.
    if (code === CloseCode.tokenEnded) await this.#options.renew().catch(() => null);
  }

  #lost(name: string, topic: Topic, code: string): void {
    const { later = timer } = this.#options;
    const left = [...topic.listeners].filter((listener) => listener.onLost !== undefined);
    for (const listener of left) topic.listeners.delete(listener);
    topic.cursor = undefined;
    if (topic.listeners.size === 0) this.#topics.delete(name);
    else later(AGAIN, () => this.#welcome && this.#topics.has(name) && this.#subscribeTo(name));
    for (const listener of left) listener.onLost?.(code);
  }

  #wait(): void {
    const { now = Date.now, later = timer, random = Math.random, onStatus } = this.#options;
    const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#tries);
    const delay = Math.round(ceiling * (0.5 + random() / 2));
    this.#tries += 1;
    onStatus({ type: 'waiting', tries: this.#tries, until: now() + delay });
    this.#cancelWait = later(delay, () => {
      this.#cancelWait = null;
      this.#connect();
    });
  }

  #subscribeTo(topic: string): void {
    const cursor = this.#topics.get(topic)?.cursor;
    this.#send({ type: 'subscribe', topic, ...(cursor !== undefined && { cursor }) });
  }

  #leave(name: string, listener: Listener): void {
    const topic = this.#topics.get(name);
    if (!topic?.listeners.delete(listener) || topic.listeners.size > 0) return;
    this.#topics.delete(name);
    if (this.#welcome) this.#send({ type: 'unsubscribe', topic: name });
    if (this.#topics.size > 0) return;
    this.#cancelWait?.();
    this.#cancelWait = null;
    this.#socket?.close();
  }

  #send(frame: ClientFrame): void {
    this.#socket?.send(JSON.stringify(frame));
  }
}

const timer = (ms: number, run: () => void): (() => void) => {
  const handle = setTimeout(run, ms);
  return () => clearTimeout(handle);
};
