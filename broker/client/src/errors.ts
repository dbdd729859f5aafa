export type SubscriptionErrorCode =
  /** The credentials are not what `pagewright subscribers create` writes. */
  | 'bad-credentials'
  /** An option cannot be meant as it is. */
  | 'bad-option'
  /** No server could be reached at the beginning; one that goes away later is waited for. */
  | 'unreachable'
  /** The server does not take this password any more: rotated or revoked. */
  | 'refused'
  /** The place among the events is gone. */
  | 'durable-gone';

/** Why a subscription did not begin, or ended by itself; the message names the field and the next step. */
export class SubscriptionError extends Error {
  override readonly name = 'SubscriptionError';
  readonly code: SubscriptionErrorCode;

  constructor(code: SubscriptionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
