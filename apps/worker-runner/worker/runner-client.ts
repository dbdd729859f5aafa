import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerJob, WorkerReport, WorkerSeat } from '../protocol/wire.ts';
import { workerJob } from '../protocol/wire.ts';

/** The runner said no, and would say so again. */
export class RunnerRefused extends Error {
  override readonly name = 'RunnerRefused';
  readonly status: number;

  constructor(status: number, what: string, answer: string) {
    super(`The runner refused ${what} (${status}): ${answer.slice(0, 500)}`);
    this.status = status;
  }
}

const TRIES = 6;
const FIRST_PAUSE_MS = 100;

/** All that a worker can reach. Transfers are repeated with growing, jittered pauses. */
export class RunnerClient {
  readonly #seat: WorkerSeat;
  #prefix = '';

  constructor(seat: WorkerSeat) {
    this.#seat = seat;
  }

  /** Waits until there is a job. `door` is the port on which the worker itself can be asked. */
  async job(door: number): Promise<WorkerJob> {
    for (;;) {
      const response = await this.#send('GET', `/v1/job?door=${door}`, 'the job');
      if (response.status === 204) continue;
      const job = workerJob.parse(await response.json());
      this.#prefix = `/v1/builds/${job.build}/attempts/${job.attempt}`;
      return job;
    }
  }

  async source(): Promise<Uint8Array> {
    return this.#archive('source', 'the source');
  }

  /** The files before the site's last change, if the job names them. */
  async previous(): Promise<Uint8Array> {
    return this.#archive('previous', 'the version before');
  }

  async attachment(digest: string): Promise<Uint8Array> {
    const response = await this.#send('GET', `${this.#prefix}/attachments/${digest}`, 'an attachment');
    return new Uint8Array(await response.arrayBuffer());
  }

  async activity(first: number, parts: readonly unknown[]): Promise<void> {
    await this.#json('POST', '/activity', { first, parts });
  }

  async archive(digest: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const headers = { 'content-type': 'application/gzip' };
    await this.#send('PUT', `${this.#prefix}/archives/${digest}`, 'the archive', { body: bytes, headers });
  }

  async report(report: WorkerReport): Promise<void> {
    await this.#json('PUT', '/result', report);
  }

  async #archive(door: string, what: string): Promise<Uint8Array> {
    const response = await this.#send('GET', `${this.#prefix}/${door}`, what);
    return new Uint8Array(await response.arrayBuffer());
  }

  async #json(method: string, door: string, body: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await this.#send(method, `${this.#prefix}${door}`, door, { body: JSON.stringify(body), headers });
  }

  async #send(method: string, path: string, what: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#seat.token}` };
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(this.#seat.runner + path, { ...init, method, headers }).catch((raw: unknown) => {
        if (attempt >= TRIES) throw new Error(`The runner cannot be reached for ${what}`, { cause: raw });
        return undefined;
      });
      if (response?.ok) return response;
      if (response && response.status !== 429 && response.status < 500) {
        throw new RunnerRefused(response.status, what, await response.text());
      }
      if (response && attempt >= TRIES) throw new RunnerRefused(response.status, what, await response.text());
      await response?.body?.cancel();
      const asked = Number(response?.headers.get('retry-after') ?? 0) * 1_000;
      await pause(Math.max(asked, FIRST_PAUSE_MS * 2 ** attempt) * (0.5 + Math.random() / 2));
    }
  }
}
