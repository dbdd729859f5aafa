/** How long somebody is still counted as here after their last socket closed: a reload is no leaving. */
const GRACE_MS = 4_000;

type Change = (topic: string, accounts: readonly string[]) => void;

/** Who watches a topic, an account once however many sockets it has. */
export class Presence implements Disposable {
  readonly #here = new Map<string, Map<string, number>>();
  readonly #leaving = new Set<NodeJS.Timeout>();
  readonly #onChange: Change;
  readonly #graceMs: number;

  constructor(onChange: Change, graceMs = GRACE_MS) {
    this.#onChange = onChange;
    this.#graceMs = graceMs;
  }

  /** In the order they came. */
  of(topic: string): readonly string[] {
    return [...(this.#here.get(topic)?.keys() ?? [])];
  }

  /** Answers with the way to leave. Those who were here are told when it is somebody new. */
  join(topic: string, account: string): () => void {
    const here = this.#here.get(topic) ?? new Map<string, number>();
    this.#here.set(topic, here);
    const sockets = here.get(account) ?? 0;
    here.set(account, sockets + 1);
    if (sockets === 0) this.#onChange(topic, this.of(topic));
    return () => {
      const timer = setTimeout(() => {
        this.#leaving.delete(timer);
        this.#leave(topic, account);
      }, this.#graceMs);
      timer.unref();
      this.#leaving.add(timer);
    };
  }

  [Symbol.dispose](): void {
    for (const timer of this.#leaving) clearTimeout(timer);
    this.#leaving.clear();
  }

  #leave(topic: string, account: string): void {
    const here = this.#here.get(topic);
    const sockets = here?.get(account) ?? 0;
    if (sockets > 1) return void here?.set(account, sockets - 1);
    here?.delete(account);
    if (here?.size === 0) this.#here.delete(topic);
    this.#onChange(topic, this.of(topic));
  }
}
