/** One request to an address that a person named. */
export interface OutboundRequest {
  readonly url: string;
  /** GET unless told. */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** https only, redirects included; plain http is then left to addresses that the operator has allowed. */
  readonly secure?: boolean;
  /** Largest body of an answer, in bytes; 10 MiB unless told. */
  readonly maxBytes?: number;
  /** From the request to the last byte of the answer, in milliseconds; 30 s unless told. */
  readonly timeoutMs?: number;
  /** Redirects that are followed; 5 unless told, 0 to be answered with the redirect itself. */
  readonly maxRedirects?: number;
  readonly signal?: AbortSignal;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly statusText: string;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  /** By lower-case name; several of one name are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, once. Leaving it early ends the connection. @throws OutboundFailed `too-large`, `timeout`, `unreachable` */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Why there is no answer. The literal is stable: callers choose their answer by it. */
export type OutboundFailure =
  | 'invalid-url'
  | 'address-refused'
  | 'not-secure'
  | 'name-not-found'
  | 'unreachable'
  | 'not-trusted'
  | 'too-many-redirects'
  | 'bad-answer'
  | 'too-large'
  | 'timeout'
  | 'aborted';

/** A request that got no answer that may be used. The message says what to do about it. */
export class OutboundFailed extends Error {
  override readonly name = 'OutboundFailed';
  readonly code: OutboundFailure;

  constructor(code: OutboundFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * HTTP to the outside for addresses that people name. Nothing inside is reached: a name is resolved once, each of its
 * addresses is checked, and the connection goes to an address that was checked. Every redirect is checked anew, and
 * credentials stay with the origin they were meant for.
 */
export interface OutboundHttp {
  /** @throws OutboundFailed */
  request(request: OutboundRequest): Promise<OutboundAnswer>;
}
