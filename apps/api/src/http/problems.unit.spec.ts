import {
  CommandIdReused,
  OutcomeUnknown,
  Refusal,
  StoreFull,
  StoreUnavailable,
  StreamContended,
} from '@pagewright/kernel';
import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { problemOf } from './problems.ts';

describe('the table of errors', () => {
  it.each([
    [new Refusal('live-locked', 'Locked'), 409, 'live-locked'],
    [new Refusal('site-disabled', 'Disabled'), 409, 'site-disabled'],
    [new Refusal('stale-attempt', 'Late'), 409, 'stale-attempt'],
    [new Refusal('unknown-version', 'None'), 404, 'unknown-version'],
    [new Refusal('invalid-hostname', 'Bad', { field: 'fqdn' }), 422, 'invalid-hostname'],
    [new CommandIdReused('again'), 422, 'idempotency-key-reused'],
    [new StoreFull('full'), 507, 'log-full'],
    [new ApiError(418, 'teapot', 'Short and stout'), 418, 'teapot'],
    [new Error('a secret of ours'), 500, 'internal'],
    ['not even an error', 500, 'internal'],
  ])('gives %s its status and code', (error, status, code) => {
    expect(problemOf(error)).toMatchObject({ status, code });
  });

  it.each([new OutcomeUnknown('?'), new StreamContended('busy'), new StoreUnavailable('gone')])(
    'tells when to come back where the log did not answer: %s',
    (error) => {
      expect(problemOf(error)).toMatchObject({ status: 503, retryAfterSeconds: 2 });
    },
  );

  it('names the field of a refusal that has one', () => {
    expect(problemOf(new Refusal('invalid-hostname', 'Bad', { field: 'fqdn' })).errors).toEqual([
      { path: 'fqdn', message: 'Bad' },
    ]);
  });

  it('says nothing of what is inside when the fault is ours', () => {
    expect(JSON.stringify(problemOf(new Error('a secret of ours')))).not.toContain('secret');
  });
});
