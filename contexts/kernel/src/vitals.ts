/** A stream of the broker as its leader describes it, or that nobody leads it. */
export type StreamState =
  | { readonly stream: string; readonly state: 'led'; readonly messages: number; readonly bytes: number }
  | { readonly stream: string; readonly state: 'without-leader' };

/** Whether the broker can do what the house needs of it, tried and not only asked. */
export interface Vitals {
  /** Stores a few bytes as durably as everything else; they expire by themselves. @throws StoreUnavailable | StoreFull */
  write(): Promise<void>;
  /** The streams that this process may look at. */
  streams(): Promise<readonly StreamState[]>;
}
