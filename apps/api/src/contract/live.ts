import { z } from 'zod';
import { recordedPart, turn } from './builds.ts';
import { id, person, versionNumber } from './common.ts';
import { site, version } from './sites.ts';

/**
 * `/ws`. The client sends `auth` first (never a token in the URL), then subscribes to topics `site:{id}`; `account` is
 * the list of one's own sites. A cursor is opaque; resuming from it gives everything since, once. Close codes: 4401 the
 * token ended or never came, 4400 not a frame of this protocol, 4408 silent too long, 4429 too slow a
 * reader, 1012 the server restarts.
 */
export const clientFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('auth'), token: z.string().max(8_192) }),
  z.object({ type: z.literal('subscribe'), topic: z.string().max(100), cursor: z.string().max(100).optional() }),
  z.object({ type: z.literal('unsubscribe'), topic: z.string().max(100) }),
]);

/** What a frame of a topic says: the changed thing whole, as the REST door would give it, so that clients only replace. */
export const liveData = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('site'), event: z.string(), site }),
  z.object({ kind: z.literal('turn'), event: z.string(), turn: turn.omit({ parts: true }) }),
  z.object({ kind: z.literal('version'), event: z.string(), version }),
  z.object({ kind: z.literal('version-gone'), event: z.string(), version: versionNumber }),
  z.object({ kind: z.literal('part'), build: id, part: recordedPart }),
  /** Everybody who watches the site now, each once however many tabs they have. */
  z.object({ kind: z.literal('present'), people: z.array(person) }),
  z.object({ kind: z.literal('gone'), event: z.string(), site: id }),
]);

export const serverFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome'), account: id, expiresAt: z.iso.datetime() }),
  z.object({ type: z.literal('subscribed'), topic: z.string(), cursor: z.string() }),
  z.object({ type: z.literal('data'), topic: z.string(), cursor: z.string(), data: z.array(liveData) }),
  /** Sent every half a minute: who hears nothing for longer has lost the connection. */
  z.object({ type: z.literal('alive') }),
  z.object({ type: z.literal('error'), topic: z.string().optional(), code: z.string(), message: z.string() }),
]);

export type ClientFrame = z.infer<typeof clientFrame>;
export type ServerFrame = z.infer<typeof serverFrame>;
export type LiveData = z.infer<typeof liveData>;
