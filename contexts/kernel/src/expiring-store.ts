/** Small values that vanish by themselves: sessions, refresh families, rate limits. Never the only truth of anything. */
export interface ExpiringStore {
  get(key: string): Promise<{ readonly value: unknown; readonly revision: number } | undefined>;
  /** False when the key has a live value. `ttlSeconds` is a whole number, at least 1. */
  create(key: string, value: unknown, ttlSeconds: number): Promise<boolean>;
  /** Compare-and-set; the time to live starts anew. False when the revision is no longer the newest. */
  replace(key: string, value: unknown, revision: number, ttlSeconds: number): Promise<boolean>;
  delete(key: string): Promise<void>;
}
