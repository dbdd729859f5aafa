import {
  CommandIdReused,
  EventTooLarge,
  isRefusal,
  KeyErased,
  LocksUnavailable,
  OutcomeUnknown,
  StoreFull,
  StoreUnavailable,
  StreamContended,
} from '@pagewright/kernel';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { ApiError } from './api-error.ts';

/** What a client is told; the server's own faults say nothing of their insides. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The one table from a refusal's code to a status; what is not named here is a conflict with the present state. */
const STATUS_OF_REFUSAL: Readonly<Record<string, number>> = {
  'invalid-id': 400,
  'unknown-site': 404,
  'site-deleted': 404,
  'unknown-version': 404,
  'version-deleted': 404,
  'unknown-build': 404,
  'unknown-account': 404,
  'invalid-edits': 422,
  'invalid-hostname': 422,
  'hostname-reserved': 422,
  'invalid-name': 422,
  'too-many-builds': 429,
  'too-many-questions': 429,
  'not-yours': 403,
};

const REFUSAL_OTHERWISE = 409;

export const problemOf = (error: unknown): Problem => {
  if (error instanceof ApiError) {
    const { status, code, message, retryAfterSeconds, errors, details } = error;
    return {
      status,
      code,
      detail: message,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      ...(errors === undefined ? {} : { errors }),
      ...(details === undefined ? {} : { details }),
    };
  }
  if (isRefusal(error)) {
    const field = error.details['field'];
    return {
      status: STATUS_OF_REFUSAL[error.code] ?? REFUSAL_OTHERWISE,
      code: error.code,
      detail: error.message,
      details: error.details,
      ...(typeof field === 'string' ? { errors: [{ path: field, message: error.message }] } : {}),
    };
  }
  return ofKnownFailure(error) ?? ofFramework(error) ?? UNEXPECTED;
};

const UNEXPECTED: Problem = {
  status: 500,
  code: 'internal',
  detail: 'Something failed on our side. It was logged under the request id; nothing was half done.',
};

const unavailable = (code: string, detail: string): Problem => ({ status: 503, code, detail, retryAfterSeconds: 2 });

const ofKnownFailure = (error: unknown): Problem | undefined => {
  if (error instanceof CommandIdReused) {
    return {
      status: 422,
      code: 'idempotency-key-reused',
      detail: 'This Idempotency-Key was used for another request. Send a new key.',
    };
  }
  if (error instanceof OutcomeUnknown) {
    return unavailable(
      'outcome-unknown',
      'The log did not answer in time. Send the same Idempotency-Key again to find out.',
    );
  }
  if (error instanceof StreamContended)
    return unavailable('contended', 'Too many changes at once; nothing was stored. Send it again.');
  if (error instanceof StoreFull)
    return {
      status: 507,
      code: 'log-full',
      detail: 'The log has no space left; nothing was stored. The operator has to make room.',
    };
  if (error instanceof StoreUnavailable || error instanceof LocksUnavailable) {
    return unavailable('log-unavailable', 'The log cannot be reached; nothing was stored. Send it again.');
  }
  if (error instanceof EventTooLarge) return { status: 413, code: 'too-large', detail: error.message };
  if (error instanceof KeyErased) return { status: 410, code: 'erased', detail: 'The owner of this text was erased.' };
  return undefined;
};

interface FastifyFailure {
  readonly statusCode?: number;
  readonly code?: string;
  readonly message: string;
}
const looksLikeFastify = (error: unknown): error is FastifyFailure => error instanceof Error && 'statusCode' in error;

const ofFramework = (error: unknown): Problem | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      path: instancePath.replace(/^\//, '').replaceAll('/', '.') || (error.validationContext ?? 'body'),
      message: message ?? 'is not valid',
    }));
    const where = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
    // A malformed path or header is a bad request; a well-formed one with wrong content cannot be processed.
    return { status: error.validationContext === 'body' ? 422 : 400, code: 'invalid', detail: where, errors };
  }
  if (isResponseSerializationError(error)) return UNEXPECTED;
  if (!looksLikeFastify(error)) return undefined;
  const status = error.statusCode ?? 500;
  if (status >= 500) return undefined;
  if (status === 429) return { status, code: 'too-many-requests', detail: error.message };
  return { status, code: CODE_OF_FASTIFY[error.code ?? ''] ?? 'bad-request', detail: error.message };
};

const CODE_OF_FASTIFY: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid-json',
};
