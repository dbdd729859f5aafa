/**
 * What the benches ask of the peers' programs. The programs lie in a workspace of their own and are loaded when their
 * packages are there; so only these types join the two.
 */
export interface PeerDoors {
  readonly emmett: { openEmmett(url: string): Promise<EmmettPeer> };
  readonly redis: { openRedis(port: number): Promise<RedisPeer> };
  readonly bullmq: { openBullmq(port: number): Promise<JobsPeer> };
  readonly graphile: { openGraphile(url: string, how: 'default' | 'tuned'): Promise<JobsPeer> };
  readonly 'pg-boss': { openPgBoss(url: string): Promise<JobsPeer> };
}

/** The work of `RenameSite` in emmett on PostgreSQL: streams that are read, decided on and appended to. */
export interface EmmettPeer extends AsyncDisposable {
  /** Its command handler: reads the stream, decides, appends with the version that it read. */
  command(stream: string, name: string): Promise<void>;
  /** Appends one event with the version that the append before left: nothing is read. */
  append(stream: string, name: string): Promise<void>;
  /** Fills so many streams with so many events each, in turns. */
  fill(streams: number, events: number): Promise<void>;
  /** Reads a stream of `fill` whole and folds it; answers its number of events. */
  load(stream: number): Promise<number>;
}

/** `SET NX PX` and `INCR`, released by a script: the lock that Redis' documentation describes, with a fencing token. */
export interface RedisPeer extends AsyncDisposable {
  /** Undefined where somebody has it. */
  acquire(key: string, ttlMs: number): Promise<{ readonly token: number; readonly nonce: string } | undefined>;
  release(key: string, nonce: string): Promise<boolean>;
}

/** A queue with jobs that do nothing. */
export interface JobsPeer extends AsyncDisposable {
  readonly settings: string;
  /** Stores so many jobs as quickly as it can. */
  enqueue(count: number): Promise<void>;
  /**
   * Works with so many at once until so many jobs are done, then stops. Answers the milliseconds from its start until
   * the last end was stored: how long a worker takes to stop is no part of the work.
   */
  work(concurrency: number, count: number): Promise<number>;
  /** Milliseconds from the call that stores a job to its start, for each of so many, while nothing else waits. */
  idle(count: number): Promise<readonly number[]>;
}
