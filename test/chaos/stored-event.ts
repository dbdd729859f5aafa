/** An event as it lies in the stream, read by nothing of the product's. */
export interface StoredEvent {
  readonly position: number;
  /** `<commandId>:<index>`. */
  readonly id: string;
  readonly kind: string;
  readonly stream: string;
  readonly type: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
}
