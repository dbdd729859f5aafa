interface Entry {
  readonly bytes: Buffer | null;
  readonly cost: number;
}

/** What an entry costs besides its bytes, roughly. */
const OVERHEAD = 250;

/**
 * Bytes in memory by name, bounded by their sum; what was asked for least recently goes first. A name is made once,
 * however many ask for it at the same time. `null` remembers that there are no bytes worth having.
 */
export class ByteCache {
  readonly #limit: number;
  readonly #entries = new Map<string, Entry>();
  readonly #making = new Map<string, Promise<Buffer | null>>();
  #used = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  get usedBytes(): number {
    return this.#used;
  }

  get(name: string): Buffer | null | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    return entry.bytes;
  }

  /** Rejections of `make` are passed on and not remembered. */
  async getOrMake(name: string, make: () => Promise<Buffer | null>): Promise<Buffer | null> {
    const found = this.get(name);
    if (found !== undefined) return found;
    const making = this.#making.get(name) ?? this.#make(name, make);
    return making;
  }

  async #make(name: string, make: () => Promise<Buffer | null>): Promise<Buffer | null> {
    const making = make();
    this.#making.set(name, making);
    try {
      const bytes = await making;
      this.#keep(name, bytes);
      return bytes;
    } finally {
      this.#making.delete(name);
    }
  }

  #keep(name: string, bytes: Buffer | null): void {
    const cost = (bytes?.length ?? 0) + OVERHEAD;
    if (cost > this.#limit) return;
    this.#entries.set(name, { bytes, cost });
    this.#used += cost;
    for (const [oldest, entry] of this.#entries) {
      if (this.#used <= this.#limit) return;
      this.#entries.delete(oldest);
      this.#used -= entry.cost;
    }
  }
}
