export type CheckRule =
  'entry-page' | 'unsafe-path' | 'server-side-code' | 'html-parses' | 'css-parses' | 'cut-off' | 'internal-link';

/** What a static check found. An error blocks the result; a warning was there before, or is only worth knowing. */
export interface Finding {
  readonly rule: CheckRule;
  readonly path: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}
