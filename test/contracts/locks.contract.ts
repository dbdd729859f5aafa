import {
  type Acquired,
  type Decider,
  type EventStore,
  type HeldLock,
  type Locks,
  type Message,
  Refusal,
  createAggregates,
  streamName,
  target,
} from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { context, freshId } from './ledger.ts';

/** A process that takes locks, and what can happen to it. */
export interface LockProcess {
  readonly locks: Locks;
  /** From now on nothing that it sends arrives. */
  silence(): Promise<void>;
  /** The next write is done, and its answer lost. */
  loseNextAnswer(): void;
}

export interface LocksUnderTest extends AsyncDisposable {
  process(): Promise<LockProcess>;
  /** A store for events named `Begun` and `Reported` of the kind `task`. */
  readonly events: EventStore;
  /** Of a lock without renewals, in milliseconds. */
  readonly ttlMs: number;
}

/** What a lock and its fence promise. */
export const describeLocks = (name: string, make: () => Promise<LocksUnderTest>): void => {
  describe(`locks: ${name}`, () => {
    let subject: LocksUnderTest;
    let locks: Locks;
    beforeAll(async () => {
      subject = await make();
      ({ locks } = await subject.process());
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    const freshKey = () => `site.${freshId()}`;
    const owner = { owner: 'runner-1', purpose: 'build 1' };
    const take = async (from: Locks, key: string, as = owner): Promise<HeldLock> => heldOf(await from.acquire(key, as));
    const takeOver = (key: string): Promise<HeldLock> =>
      waitFor(
        async () => {
          const acquired = await locks.acquire(key, { owner: 'runner-2', purpose: 'build 1' });
          return acquired.status === 'held' && acquired.lock;
        },
        { what: 'the lock to expire', timeout: subject.ttlMs * 3 },
      );
    const outlive = (factor: number) => new Promise((resolve) => setTimeout(resolve, subject.ttlMs * factor));

    it('is given to one of forty, and tells the others who has it', async () => {
      const key = freshKey();
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) => locks.acquire(key, { owner: `runner-${index}`, purpose: 'race' })),
      );
      const held = answers.filter((answer) => answer.status === 'held');
      expect(held).toHaveLength(1);
      const winner = await locks.inspect(key);
      for (const answer of answers) {
        if (answer.status === 'busy') expect(winner).toMatchObject({ holder: answer.holder, token: answer.token });
      }
      await heldOf(held[0]).release();
    });

    it('lists what is held now, all of it or what is below a prefix', async () => {
      const area = freshId();
      const [one, two] = [await take(locks, `${area}.one`), await take(locks, `${area}.two`)];
      const other = await take(locks, freshKey());
      const below = await locks.list(area);
      expect(below.map(({ key, token }) => [key, token]).toSorted()).toEqual([
        [`${area}.one`, one.token],
        [`${area}.two`, two.token],
      ]);
      expect(below[0]).toMatchObject({ holder: owner, renewedAt: expect.any(Date) });
      expect((await locks.list()).map(({ key }) => key)).toEqual(expect.arrayContaining([other.key, one.key]));
      await one.release();
      expect((await locks.list(area)).map(({ key }) => key)).toEqual([`${area}.two`]);
      await Promise.all([two.release(), other.release()]);
    });

    it('is listed once, however often it is renewed meanwhile', async () => {
      const area = freshId();
      const held = await Promise.all(['one', 'two', 'three'].map((name) => take(locks, `${area}.${name}`)));
      for (let round = 0; round < 10; round += 1) {
        const [list] = await Promise.all([locks.list(area), ...held.map((lock) => lock.renew())]);
        expect(list.map(({ key }) => key).toSorted()).toEqual(held.map(({ key }) => key).toSorted());
      }
      expect(await locks.list(area)).toContainEqual(expect.objectContaining({ takenAt: expect.any(Date) as Date }));
      await Promise.all(held.map((lock) => lock.release()));
    });

    it('is taken away by force from the holder that was named and no other, who learns it at the next renewal', async () => {
      const key = freshKey();
      const lock = await take(locks, key);
      expect(await locks.break(key, (lock.token - 1) as typeof lock.token)).toBe('changed');
      expect(await lock.renew()).toBe(true);
      expect(await locks.break(key, lock.token)).toBe('broken');
      const heir = await take(locks, key);
      expect(heir.token).toBeGreaterThan(lock.token);
      expect(await lock.renew()).toBe(false);
      expect(lock.lost.aborted).toBe(true);
      expect(await locks.break(key, lock.token)).toBe('changed');
      expect(await locks.inspect(key)).toMatchObject({ token: heir.token });
      await heir.release();
    });

    it('gives ever greater tokens, and says below which the next will not be', async () => {
      const key = freshKey();
      let last = 0;
      for (let round = 0; round < 5; round += 1) {
        const next = await locks.nextToken();
        const lock = await take(locks, key);
        expect(lock.token).toBeGreaterThan(last);
        expect(lock.token).toBeGreaterThanOrEqual(next);
        last = lock.token;
        await lock.renew();
        await lock.release();
        expect(await locks.inspect(key)).toBeUndefined();
      }
      expect(await locks.nextToken()).toBeGreaterThan(last);
    });

    it('is kept by its renewals for longer than its time to live, under the token of its beginning', async () => {
      const key = freshKey();
      await using lock = await take(locks, key);
      await outlive(2.2);
      expect(lock.lost.aborted).toBe(false);
      expect(await locks.inspect(key)).toMatchObject({ holder: owner, token: lock.token });
      expect(await locks.acquire(key, owner)).toEqual({ status: 'busy', holder: owner, token: lock.token });
    });

    it('[BROKER 11.15] expires after a renewal too, when its holder falls silent', async () => {
      const key = freshKey();
      const dying = await subject.process();
      const lock = await take(dying.locks, key);
      expect(await lock.renew()).toBe(true);
      expect(await lock.renew()).toBe(true);
      await dying.silence();
      const heir = await takeOver(key);
      expect(heir.token).toBeGreaterThan(lock.token);
      expect(lock.lost.aborted).toBe(true);
      await heir.release();
    });

    it('tells its holder before anybody else can have it', async () => {
      const key = freshKey();
      const cut = await subject.process();
      const lock = await take(cut.locks, key);
      const lostAt = new Promise<number>((resolve) => {
        lock.lost.addEventListener('abort', () => resolve(performance.now()), { once: true });
      });
      await cut.silence();
      const heir = await takeOver(key);
      const takenAt = performance.now();
      expect(await lostAt).toBeLessThan(takenAt);
      expect(await lock.renew()).toBe(false);
      await lock.release();
      expect(await locks.inspect(key)).toMatchObject({ token: heir.token });
      await heir.release();
    });

    it('is kept when the answer to a renewal is lost', async () => {
      const key = freshKey();
      const forgetful = await subject.process();
      await using lock = await take(forgetful.locks, key);
      for (let round = 0; round < 3; round += 1) {
        forgetful.loseNextAnswer();
        expect(await lock.renew()).toBe(true);
        expect(await lock.renew()).toBe(true);
      }
      await outlive(1.5);
      expect(lock.lost.aborted).toBe(false);
      expect(await locks.inspect(key)).toMatchObject({ holder: owner, token: lock.token });
    });

    it('is held when the answer to its acquisition is lost', async () => {
      const key = freshKey();
      const forgetful = await subject.process();
      forgetful.loseNextAnswer();
      await using lock = await take(forgetful.locks, key);
      expect(await locks.inspect(key)).toMatchObject({ holder: owner, token: lock.token });
      expect(await lock.renew()).toBe(true);
    });

    it('is free at once when released, and releasing twice harms nobody', async () => {
      const key = freshKey();
      const lock = await take(locks, key);
      await lock.release();
      await using next = await take(locks, key, { owner: 'runner-2', purpose: 'build 2' });
      await lock.release();
      expect(await lock.renew()).toBe(false);
      expect(await locks.inspect(key)).toMatchObject({ token: next.token });
    });

    it('is whose it is, also where somebody else had it since one released it', async () => {
      const key = freshKey();
      const { locks: others } = await subject.process();
      const released = await take(locks, key);
      await released.release();
      const theirs = await take(others, key, { owner: 'runner-2', purpose: 'build 2' });
      expect(await locks.acquire(key, owner)).toMatchObject({ status: 'busy', token: theirs.token });
      await theirs.release();
      await using again = await take(locks, key);
      expect(again.token).toBeGreaterThan(theirs.token);
      expect(await others.acquire(key, owner)).toMatchObject({ status: 'busy', token: again.token });
    });

    it('is held when the answer to its second acquisition is lost', async () => {
      const key = freshKey();
      const process = await subject.process();
      const released = await take(process.locks, key);
      await released.release();
      process.loseNextAnswer();
      await using again = await take(process.locks, key);
      expect(again.token).toBeGreaterThan(released.token);
      expect(await locks.inspect(key)).toMatchObject({ token: again.token });
    });

    it.each(['*', '>', 'site.*', 'site..x', '../x', 'ä', '', 'a\r\nb'])(
      '[BROKER 11.23] refuses the key %j',
      async (key) => {
        await expect(locks.acquire(key, owner)).rejects.toThrow(/must be 1 to 64/);
        await expect(locks.inspect(key)).rejects.toThrow(/must be 1 to 64/);
      },
    );

    describe('with its fence in the aggregate', () => {
      const report = (stream: ReturnType<typeof streamName>, command: TaskCommand, id = freshId()) =>
        createAggregates(subject.events).handleCommand(target(stream, taskDecider, command), context(command, id));

      it('[BROKER 11.16] lets another attempt finish what a crashed one began', async () => {
        const [key, stream] = [freshKey(), streamName('task', freshId())];
        const crashing = await subject.process();
        const first = await take(crashing.locks, key);
        await report(stream, { type: 'Begin', data: { token: first.token } });
        await crashing.silence();
        const second = await takeOver(key);
        await report(stream, { type: 'Begin', data: { token: second.token } });
        await report(stream, { type: 'Report', data: { token: second.token, result: 'second' } });
        const { state } = await createAggregates(subject.events).read(stream, taskDecider);
        expect(state).toEqual({ token: second.token, attempts: 2, results: ['second'] });
        await second.release();
      });

      it('[BROKER 0.10] [BROKER 11.17] takes the result of the newer of two that both finish, in either order', async () => {
        for (const slowFirst of [true, false]) {
          const [key, stream] = [freshKey(), streamName('task', freshId())];
          const slow = await subject.process();
          const old = await take(slow.locks, key);
          await report(stream, { type: 'Begin', data: { token: old.token } });
          await slow.silence();
          const young = await takeOver(key);
          await report(stream, { type: 'Begin', data: { token: young.token } });
          const late = () =>
            expect(report(stream, { type: 'Report', data: { token: old.token, result: 'old' } })).rejects.toMatchObject(
              {
                code: 'stale-attempt',
              },
            );
          if (slowFirst) await late();
          await report(stream, { type: 'Report', data: { token: young.token, result: 'young' } });
          await late();
          await expect(report(stream, { type: 'Begin', data: { token: old.token } })).rejects.toThrow(Refusal);
          const { state } = await createAggregates(subject.events).read(stream, taskDecider);
          expect(state.results).toEqual(['young']);
          await young.release();
        }
      });
    });
  });
};

export type TaskEvent = Message<'Begun', { token: number }> | Message<'Reported', { result: string }>;
type TaskCommand = Message<'Begin', { token: number }> | Message<'Report', { token: number; result: string }>;

/** As a site keeps its builds: the newest token is the fence. */
const taskDecider: Decider<
  { readonly token: number; readonly attempts: number; readonly results: readonly string[] },
  TaskCommand,
  TaskEvent
> = {
  initialState: () => ({ token: 0, attempts: 0, results: [] }),
  decide: ({ type, data }, task) => {
    if (type === 'Begin') {
      if (data.token <= task.token) throw new Refusal('stale-attempt', 'A newer attempt has begun');
      return [{ type: 'Begun', data: { token: data.token } }];
    }
    if (data.token !== task.token) throw new Refusal('stale-attempt', 'Another attempt is running');
    return [{ type: 'Reported', data: { result: data.result } }];
  },
  evolve: (task, { type, data }) =>
    type === 'Begun'
      ? { ...task, token: data.token, attempts: task.attempts + 1 }
      : { ...task, results: [...task.results, data.result] },
};

const heldOf = (acquired: Acquired | undefined): HeldLock => {
  if (acquired?.status !== 'held') throw new Error(`not held but ${JSON.stringify(acquired)}`);
  return acquired.lock;
};
