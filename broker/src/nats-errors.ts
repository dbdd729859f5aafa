import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';

/** The server's error codes that we tell apart (nats-server 2.15, `errors.json`; BROKER 1). */
const STALE_EXPECTATION: ReadonlySet<number> = new Set([10071, 10164]);
/** A write to the same subjects, or under the same message id, is on its way to the replicas; ours was not stored. */
const IN_FLIGHT: ReadonlySet<number> = new Set([10158, 10164]);
const MESSAGE_ID_IN_FLIGHT = 10158;
const FULL: ReadonlySet<number> = new Set([10023, 10047, 10077]);
const OVERLOADED: ReadonlySet<number> = new Set([10167, 10210]);
const BATCH_HAS_KNOWN_ID = 10201;
/** Its beginning went to a server that is gone, or was given up: nothing of it was stored. */
const BATCH_INCOMPLETE = 10176;
const STREAM_NOT_FOUND = 10059;
const CONSUMER_NOT_FOUND = 10014;
const STREAM_NAME_IN_USE = 10058;
const CONSUMER_NAME_IN_USE: ReadonlySet<number> = new Set([10013, 10148]);
const TOO_FEW_SERVERS = 10005;
const MESSAGE_GONE: ReadonlySet<number> = new Set([10037, 10043]);

/** The error code of the server's answer; undefined when there was none. */
export const errorCode = (error: unknown): number | undefined =>
  error instanceof JetStreamApiError ? error.code : undefined;

const has = (codes: ReadonlySet<number>, error: unknown): boolean => codes.has(errorCode(error) ?? 0);

/** Another writer was first, or is at it. */
export const isStaleExpectation = (error: unknown): boolean => has(STALE_EXPECTATION, error);
/** What comes of the other write is not known yet, so it is too early to say who was first. */
export const isInFlight = (error: unknown): boolean => has(IN_FLIGHT, error);
/** An earlier sending of the same message is on its way: it may be stored yet. */
export const isOwnInFlight = (error: unknown): boolean => errorCode(error) === MESSAGE_ID_IN_FLIGHT;
/** Quota or disk is used up; nothing was stored. */
export const isFull = (error: unknown): boolean => has(FULL, error);
/** Too many requests or open batches; nothing was stored and trying again helps. */
export const isOverloaded = (error: unknown): boolean => has(OVERLOADED, error);
/** A message id of the batch is inside the duplicate window; the whole batch was refused. */
export const isKnownMessageId = (error: unknown): boolean => errorCode(error) === BATCH_HAS_KNOWN_ID;
/** The server knows no beginning of the batch: it was restarted in between, or another one answered. */
export const isBatchLost = (error: unknown): boolean => errorCode(error) === BATCH_INCOMPLETE;
export const isStreamNotFound = (error: unknown): boolean => errorCode(error) === STREAM_NOT_FOUND;
export const isConsumerNotFound = (error: unknown): boolean => errorCode(error) === CONSUMER_NOT_FOUND;

/** A stream of that name was made with other settings. */
export const isNameInUse = (error: unknown): boolean => errorCode(error) === STREAM_NAME_IN_USE;
/** A reader of that name was made with other settings. */
export const isReaderNameInUse = (error: unknown): boolean => has(CONSUMER_NAME_IN_USE, error);
/** Fewer servers are there than replicas are asked for. */
export const isShortOfServers = (error: unknown): boolean => errorCode(error) === TOO_FEW_SERVERS;

/** There is no message at that sequence. */
export const isMessageGone = (error: unknown): boolean => has(MESSAGE_GONE, error);

/** The user that we are may not do this; nothing happened. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof errors.PermissionViolationError ||
  (error instanceof Error && error.cause instanceof errors.PermissionViolationError);

/**
 * The server did not answer, or not in time: what was asked may or may not have happened. "JetStream not enabled" is
 * what the client makes of a stream without a leader; 503 answers come from one that is just becoming ready.
 */
export const isUnanswered = (error: unknown): boolean => {
  if (isForbidden(error)) return false;
  if (error instanceof JetStreamApiError) return error.status === 503;
  return (
    error instanceof errors.TimeoutError ||
    error instanceof errors.RequestError ||
    error instanceof errors.NoRespondersError ||
    error instanceof errors.ClosedConnectionError ||
    error instanceof errors.DrainingConnectionError ||
    error instanceof errors.ConnectionError ||
    error instanceof JetStreamError ||
    (error instanceof Error && error.name === 'JetStreamNotEnabled')
  );
};
