import { Refusal } from '@pagewright/kernel';

/** Every "no" of this context; the API chooses an HTTP status for each. */
export type SiteRefusal =
  | 'already-head'
  | 'build-ended'
  | 'build-running'
  | 'build-started'
  | 'hostname-reserved'
  | 'hostname-taken'
  | 'invalid-edits'
  | 'invalid-hostname'
  | 'invalid-name'
  | 'live-locked'
  | 'moved-meanwhile'
  | 'no-change'
  | 'no-version'
  | 'not-clarifying'
  | 'not-stopping'
  | 'not-yours'
  | 'queue-moved'
  | 'nothing-to-undo'
  | 'site-deleted'
  | 'site-disabled'
  | 'site-exists'
  | 'stale-attempt'
  | 'stale-token'
  | 'stop-requested'
  | 'too-many-builds'
  | 'too-many-questions'
  | 'unknown-build'
  | 'unknown-site'
  | 'unknown-version'
  | 'version-deleted'
  | 'version-kept'
  | 'wrong-tree';

export const refusal = (
  code: SiteRefusal,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): Refusal<SiteRefusal> => new Refusal(code, message, details);
