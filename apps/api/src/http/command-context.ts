import { createHmac, randomUUID } from 'node:crypto';
import {
  actor,
  ANONYMOUS,
  canonicalJson,
  type CommandDigest,
  commandId,
  type CommandContext,
} from '@pagewright/kernel';
import type { FastifyRequest } from 'fastify';
import { aboutOf } from '../telemetry/request-about.ts';
import { ApiError } from './api-error.ts';

const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * The command id of a request: the same account, method, concrete path and Idempotency-Key give the same id, in every
 * process and at every time. Without a key each request is a command of its own.
 */
export const commandContext = (
  request: FastifyRequest,
  account: string | undefined,
  { digestKey }: { readonly digestKey: Uint8Array },
): CommandContext => {
  const key = request.headers['idempotency-key'];
  if (key !== undefined && (typeof key !== 'string' || !KEY.test(key))) {
    throw new ApiError(400, 'invalid-idempotency-key', 'Idempotency-Key must be 1 to 200 visible ASCII characters.');
  }
  const path = request.url.split('?', 1)[0] ?? request.url;
  const id = commandId(account ?? 'anonymous', request.method, path, key ?? randomUUID());
  aboutOf(request).correlationId = id;
  return {
    commandId: id,
    commandDigest: digest({ method: request.method, path, body: request.body ?? null }, digestKey),
    actor: account === undefined ? ANONYMOUS : actor('account', account),
    correlationId: id,
    causationId: id,
    now: new Date().toISOString(),
    ...traceOf(request),
  };
};

/** Under the installation's key: the log must not let anybody try out what a sealed prompt or a password was. */
const digest = (request: unknown, key: Uint8Array): CommandDigest =>
  createHmac('sha256', key).update('command:').update(canonicalJson(request)).digest('hex') as CommandDigest;

/** W3C Trace Context; anything else in the header is not passed on. */
const traceOf = (request: FastifyRequest): { traceparent?: string } => {
  const header = request.headers['traceparent'];
  return typeof header === 'string' && /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(header)
    ? { traceparent: header }
    : {};
};
