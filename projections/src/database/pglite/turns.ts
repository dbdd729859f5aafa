/** What waits for a turn: one statement, or all statements from `begin` to `commit`. */
export type Lane = 'statement' | 'transaction';
export type EndTurn = () => void;

/** A turn did not come in time: some transaction has been open for that long, or waits for itself. */
export class TurnTimeout extends Error {
  override readonly name = 'TurnTimeout';
}

/**
 * Who may use the one connection. One turn at a time; inside a lane first come, first served. After a transaction all
 * statements that wait at that moment go before the next transaction, so a read waits for one transaction at most, and
 * a stream of reads cannot keep transactions out.
 */
export class Turns {
  readonly #waiting: Record<Lane, (() => void)[]> = { statement: [], transaction: [] };
  readonly #patienceMs: number;
  #taken = false;
  #statementsFirst = 0;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** @throws TurnTimeout */
  async take(lane: Lane): Promise<EndTurn> {
    if (this.#taken) await this.#wait(lane);
    this.#taken = true;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      if (lane === 'transaction') this.#statementsFirst = this.#waiting.statement.length;
      this.#next();
    };
  }

  #wait(lane: Lane): Promise<void> {
    const queue = this.#waiting[lane];
    return new Promise((resolve, reject) => {
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(go), 1);
        reject(
          new TurnTimeout(`Waited ${this.#patienceMs} ms for the database: a transaction has been open that long`),
        );
      }, this.#patienceMs);
      queue.push(go);
    });
  }

  #next(): void {
    const { statement, transaction } = this.#waiting;
    const statementNow = statement.length > 0 && (this.#statementsFirst > 0 || transaction.length === 0);
    if (statementNow) this.#statementsFirst = Math.max(0, this.#statementsFirst - 1);
    const go = (statementNow ? statement : transaction).shift();
    // The turn passes on without ever being free, so that no newcomer gets in between.
    if (go) go();
    else this.#taken = false;
  }
}
