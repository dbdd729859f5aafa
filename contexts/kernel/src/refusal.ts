/**
 * A business "no": expected, explained, appends nothing. `code` is literal and stable; the HTTP status is chosen from
 * it in one table at the API's edge. `details` are facts a caller may show or act on, never secrets.
 */
export class Refusal<Code extends string = string> extends Error {
  override readonly name = 'Refusal';
  readonly code: Code;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: Code, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

export const isRefusal = (error: unknown): error is Refusal => error instanceof Refusal;
