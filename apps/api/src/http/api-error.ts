interface Extras {
  readonly retryAfterSeconds?: number;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An answer other than success that the HTTP edge itself decides: who you are, what you may see, how fast. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;
  readonly errors: Extras['errors'] | undefined;
  readonly details: Extras['details'] | undefined;

  constructor(status: number, code: string, message: string, extras: Extras = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = extras.retryAfterSeconds;
    this.errors = extras.errors;
    this.details = extras.details;
  }
}

export const notFound = (what: string): ApiError =>
  new ApiError(404, 'not-found', `${what} does not exist, or is not yours.`);
export const notLoggedIn = (): ApiError =>
  new ApiError(401, 'not-logged-in', 'Log in: the access token is missing, wrong or has ended.');
export const wrongField = (path: string, message: string): ApiError =>
  new ApiError(422, 'invalid', `${path}: ${message}`, { errors: [{ path, message }] });
