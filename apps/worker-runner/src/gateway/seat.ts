import type { ActivityPart } from '@pagewright/kernel';
import { LIMITS, type WorkerJob, type WorkerReport } from '../../protocol/wire.ts';
import { Denied } from './denied.ts';

/** Takes the parts that a worker sends, in order, each once; one that it throws on is offered again. */
export type PartTaker = (part: ActivityPart) => Promise<void>;

export interface StoredUpload {
  readonly digest: string;
  readonly size: number;
}

/**
 * The place of one worker at the gateway, for one attempt at most.
 *
 * *Idle*: the worker has no job yet and waits for one. *Working*: it may read its job, write activity, put archives and
 * report once. *Stopping*: its writes are refused but for one archive of what there is and the report `stopped`.
 * *Ended*: every write is refused as stale. It never goes back.
 */
export class Seat {
  #phase: 'idle' | 'working' | 'stopping' | 'ended' = 'idle';
  #job: WorkerJob | undefined;
  #take: PartTaker | undefined;
  #taken = 0;
  #taking: Promise<void> = Promise.resolve();
  #reported = false;
  readonly #uploads: StoredUpload[] = [];
  #receiving = 0;
  #door: number | undefined;
  readonly #report = Promise.withResolvers<WorkerReport>();
  readonly #changed = new Set<() => void>();

  /** Resolves with the one report that was accepted; never when the seat ends without one. */
  get report(): Promise<WorkerReport> {
    return this.#report.promise;
  }

  get job(): WorkerJob | undefined {
    return this.#job;
  }

  get stopAsked(): boolean {
    return this.#phase === 'stopping' || this.#phase === 'ended';
  }

  get ended(): boolean {
    return this.#phase === 'ended';
  }

  get uploads(): readonly StoredUpload[] {
    return this.#uploads;
  }

  /** Port of the worker's own door on the loopback, once it has said so. */
  get door(): number | undefined {
    return this.#door;
  }

  opened(door: number): void {
    this.#door = door;
  }

  bind(job: WorkerJob, take: PartTaker): void {
    if (this.#phase !== 'idle') throw new Error(`The worker of build ${this.#job?.build ?? '?'} cannot take another`);
    this.#phase = 'working';
    this.#job = job;
    this.#take = take;
    this.#announce();
  }

  /** From now on nothing but what there is may be handed over. */
  askStop(): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'stopping';
    this.#announce();
  }

  end(): void {
    this.#phase = 'ended';
    this.#announce();
  }

  /** Resolves when the phase changes, or after `ms`. */
  async change(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#changed.add(resolve);
    await promise;
    this.#changed.delete(resolve);
    clearTimeout(timer);
  }

  /** Resolves when the parts are stored. @throws Denied 409 unless the attempt runs; what the taker throws. */
  activity(first: number, parts: readonly ActivityPart[]): Promise<void> {
    const taken = this.#taking.then(() => this.#takeFrom(first, parts));
    this.#taking = taken.catch(() => undefined);
    return taken;
  }

  async #takeFrom(first: number, parts: readonly ActivityPart[]): Promise<void> {
    this.#mustBe('working');
    if (first > this.#taken) throw new Denied(409, 'gap', `Part ${this.#taken} is the next one`);
    for (const part of parts.slice(this.#taken - first)) {
      if (this.#taken < LIMITS.attemptParts) await this.#take?.(part);
      this.#taken += 1;
    }
  }

  /**
   * Takes one archive in. It counts from its first byte on, so that many at once are no way around their number.
   * @throws Denied when the attempt has no right to put (another) archive; what `receive` throws.
   */
  async upload(receive: () => Promise<StoredUpload>): Promise<StoredUpload> {
    this.#mayUpload();
    if (this.#uploads.length + this.#receiving >= LIMITS.uploads)
      throw new Denied(409, 'too-many-archives', 'No more archives are taken');
    this.#receiving += 1;
    try {
      const stored = await receive();
      // A stop may have come while it flowed in.
      this.#mayUpload();
      this.#uploads.push(stored);
      return stored;
    } finally {
      this.#receiving -= 1;
    }
  }

  #mayUpload(): void {
    if (this.#reported) throw new Denied(409, 'already-reported', 'This attempt has reported its result');
    this.#mustBe('working', 'stopping');
  }

  /** @throws Denied 409 for a second or stale report, 400 for one that names an archive which was not put here. */
  accept(report: WorkerReport): void {
    if (this.#reported) throw new Denied(409, 'already-reported', 'This attempt has reported its result');
    this.#mustBe(report.type === 'stopped' ? 'stopping' : 'working');
    const named = report.type === 'changed' ? report.artifact : report.type === 'stopped' ? report.partial : null;
    if (named && !this.#uploads.some(({ digest, size }) => digest === named.digest && size === named.size)) {
      throw new Denied(400, 'unknown-archive', 'The report names an archive that this attempt has not put');
    }
    this.#reported = true;
    this.#report.resolve(report);
  }

  #mustBe(...phases: readonly ('working' | 'stopping')[]): void {
    if (this.#phase === 'working' || this.#phase === 'stopping') {
      if (phases.includes(this.#phase)) return;
      throw new Denied(409, 'stopping', 'The build is being stopped; nothing more is taken');
    }
    throw new Denied(409, 'stale-attempt', 'This attempt does not run');
  }

  #announce(): void {
    for (const wake of this.#changed) wake();
  }
}
