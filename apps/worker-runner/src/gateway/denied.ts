/** The gateway's "no" to a worker, with its HTTP status and a stable code. */
export class Denied extends Error {
  override readonly name = 'Denied';
  readonly status: 400 | 403 | 404 | 409 | 413 | 429;
  readonly code: string;

  constructor(status: Denied['status'], code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
