import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { clientFrame, type ClientFrame, type ServerFrame } from '../contract/live.ts';
import type { ApiDependencies } from '../http/dependencies.ts';
import { parseJson } from '../http/json.ts';
import type { Server } from '../http/typed-server.ts';
import type { Principal } from '../sessions/access-tokens.ts';
import { ACCOUNT_TOPIC, topicSite } from './changes.ts';
import { parseCursor } from './cursor.ts';

const PING_MS = 30_000;
const AUTH_WITHIN_MS = 10_000;
/** A reader that leaves this much unread is cut off; it resumes from its cursor. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
const MAX_TOPICS = 50;
/** Close codes of the contract (contract/live.ts). */
const CLOSE = { unauthenticated: 4401, silent: 4408, badFrame: 4400, tooSlow: 4429, restart: 1012 } as const;

export const registerSocket = (server: Server, dependencies: ApiDependencies): void => {
  const { meters } = dependencies;
  const open = new Set<WebSocket>();
  server.get('/ws', { websocket: true, schema: { hide: true } }, (socket, request) => {
    if (!isOwnOrigin(request)) return socket.close(1008, 'foreign origin');
    open.add(socket);
    meters?.socketOpened();
    socket.on('close', (code: number) => {
      open.delete(socket);
      meters?.socketClosed(code);
    });
    converse(socket, dependencies, request.log);
  });
  server.addHook('preClose', async () => {
    for (const socket of open) socket.close(CLOSE.restart, 'the server restarts');
  });
};

/** Browsers always send Origin with a handshake; programs that are no browsers have none. */
const isOwnOrigin = ({ headers: { origin, host } }: FastifyRequest): boolean =>
  origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);

/**
 * One socket. *Unknown*: only `auth` is taken, within ten seconds. *Known*: topics are subscribed, each checked against
 * the account; a new `auth` renews the token of the same account; when the token ends the socket closes with 4401.
 */
const converse = (socket: WebSocket, { hub, tokens, views }: ApiDependencies, log: FastifyBaseLogger): void => {
  const topics = new Map<string, () => void>();
  let principal: Principal | undefined;
  let answered = true;
  let tokenEnds = setTimeout(() => socket.close(CLOSE.unauthenticated, 'no token came'), AUTH_WITHIN_MS);

  const send = (frame: ServerFrame): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_UNREAD_BYTES)
      return socket.close(CLOSE.tooSlow, 'too slow a reader; resume from your cursor');
    socket.send(JSON.stringify(frame));
  };
  const refuse = (code: string, message: string, topic?: string): void =>
    send({ type: 'error', code, message, ...(topic === undefined ? {} : { topic }) });

  const beat = setInterval(() => {
    if (!answered) return socket.close(CLOSE.silent, 'no answer to a ping');
    answered = false;
    socket.ping();
    send({ type: 'alive' });
  }, PING_MS);
  socket.on('pong', () => (answered = true));

  const end = (): void => {
    clearInterval(beat);
    clearTimeout(tokenEnds);
    for (const unsubscribe of topics.values()) unsubscribe();
    topics.clear();
  };
  socket.on('close', end);
  socket.on('error', () => socket.terminate());

  const welcome = async (token: string): Promise<void> => {
    const verified = await tokens.verify(token);
    if (!verified || (principal && verified.account !== principal.account)) {
      return socket.close(CLOSE.unauthenticated, 'the token is not valid here');
    }
    principal = verified;
    clearTimeout(tokenEnds);
    tokenEnds = setTimeout(
      () => socket.close(CLOSE.unauthenticated, 'the token has ended'),
      verified.expiresAt * 1000 - Date.now(),
    );
    send({ type: 'welcome', account: verified.account, expiresAt: new Date(verified.expiresAt * 1000).toISOString() });
  };

  const mayWatch = async (topic: string, account: string): Promise<boolean> => {
    const site = topicSite(topic);
    return topic === ACCOUNT_TOPIC || (site !== undefined && (await views.ownerOf(site)) === account);
  };

  const subscribe = async (topic: string, text: string | undefined, account: string): Promise<void> => {
    if (topics.has(topic)) return;
    if (topics.size >= MAX_TOPICS)
      return refuse('too-many-topics', `A socket watches at most ${MAX_TOPICS} topics.`, topic);
    const from = text === undefined ? undefined : parseCursor(text);
    if (text !== undefined && !from)
      return refuse('invalid-cursor', 'That is no cursor of ours; load the page anew.', topic);
    if (!(await mayWatch(topic, account)))
      return refuse('not-found', 'There is no such topic, or it is not yours.', topic);
    const { cursor, unsubscribe } = await hub.subscribe(
      { account, send: (about, at, data) => send({ type: 'data', topic: about, cursor: at, data: [...data] }) },
      topic,
      from,
    );
    if (socket.readyState !== socket.OPEN) return unsubscribe();
    topics.set(topic, unsubscribe);
    send({ type: 'subscribed', topic, cursor });
  };

  const receive = async (frame: ClientFrame): Promise<void> => {
    if (frame.type === 'auth') return welcome(frame.token);
    if (!principal) return socket.close(CLOSE.unauthenticated, 'send auth first');
    if (frame.type === 'subscribe') return subscribe(frame.topic, frame.cursor, principal.account);
    topics.get(frame.topic)?.();
    topics.delete(frame.topic);
  };

  // One frame after the other, so that an `auth` is through before what follows it.
  let last = Promise.resolve();
  socket.on('message', (raw, isBinary) => {
    const frame = isBinary ? undefined : readFrame(String(raw));
    if (!frame) return socket.close(CLOSE.badFrame, 'not a frame of this protocol');
    last = last
      .then(() => receive(frame))
      .catch((error: unknown) => {
        log.warn({ err: error }, `a frame of type ${frame.type} failed`);
        const topic = frame.type === 'auth' ? undefined : frame.topic;
        refuse('unavailable', 'That did not work just now; try again.', topic);
      });
  });
};

const readFrame = (text: string): ClientFrame | undefined => {
  try {
    return clientFrame.safeParse(parseJson(text)).data;
  } catch {
    return undefined;
  }
};
