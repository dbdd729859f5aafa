import type { ExpiringStore } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { freshId } from './ledger.ts';

export interface ExpiringStoreUnderTest extends AsyncDisposable {
  readonly sessions: ExpiringStore;
}

/** What values that vanish by themselves can count on. */
export const describeExpiringStore = (name: string, make: () => Promise<ExpiringStoreUnderTest>): void => {
  describe(`expiring store: ${name}`, () => {
    let subject: ExpiringStoreUnderTest;
    let store: ExpiringStore;
    beforeAll(async () => {
      subject = await make();
      store = subject.sessions;
    });
    afterAll(() => subject[Symbol.asyncDispose]());
    const freshKey = () => `session.${freshId()}`;

    it('keeps a value until its time is over', async () => {
      const key = freshKey();
      const since = performance.now();
      expect(await store.create(key, { user: 'ada' }, 1)).toBe(true);
      expect((await store.get(key))?.value).toEqual({ user: 'ada' });
      await waitFor(async () => (await store.get(key)) === undefined, { what: 'the value to expire', timeout: 5_000 });
      expect(performance.now() - since).toBeGreaterThan(900);
      expect(await store.create(key, 'anew', 60)).toBe(true);
    });

    it('creates for one of many, and not over a live value', async () => {
      const key = freshKey();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => store.create(key, index, 60)));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await store.get(key))?.value).toBe(answers.indexOf(true));
    });

    it('replaces the revision that was read, for one of many', async () => {
      const key = freshKey();
      await store.create(key, 0, 60);
      const read = await store.get(key);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.replace(key, index + 1, read?.revision ?? 0, 60)),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await store.get(key))?.value).toBe(answers.indexOf(true) + 1);
      expect(await store.replace(key, 'stale', read?.revision ?? 0, 60)).toBe(false);
    });

    it('begins the time to live anew with each replacement', async () => {
      const key = freshKey();
      const until = performance.now() + 2_200;
      await store.create(key, 0, 1);
      for (let round = 1; performance.now() < until; round += 1) {
        const read = await store.get(key);
        expect(read?.value).toBe(round - 1);
        expect(await store.replace(key, round, read?.revision ?? 0, 1)).toBe(true);
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      await waitFor(async () => (await store.get(key)) === undefined, { what: 'the value to expire', timeout: 5_000 });
    });

    it('replaces nothing where there is nothing', async () => {
      expect(await store.replace(freshKey(), 'x', 0, 60)).toBe(false);
      expect(await store.replace(freshKey(), 'x', 17, 60)).toBe(false);
    });

    it('forgets a deleted value at once, and takes another', async () => {
      const key = freshKey();
      await store.create(key, 'one', 60);
      const revision = (await store.get(key))?.revision ?? 0;
      await store.delete(key);
      expect(await store.get(key)).toBeUndefined();
      expect(await store.replace(key, 'two', revision, 60)).toBe(false);
      expect(await store.create(key, 'three', 60)).toBe(true);
      expect((await store.get(key))?.value).toBe('three');
      await store.delete(freshKey());
    });

    it.each([0, -1, 1.5, Number.NaN])('refuses a time to live of %s seconds', async (ttl) => {
      await expect(store.create(freshKey(), 1, ttl)).rejects.toThrow(RangeError);
    });

    it.each(['*', '>', 'a.*', 'a..b', '', 'ä', 'a\r\nb'])('[BROKER 11.23] refuses the key %j', async (key) => {
      await expect(store.create(key, 1, 60)).rejects.toThrow(/must be 1 to 64/);
      await expect(store.get(key)).rejects.toThrow(/must be 1 to 64/);
      await expect(store.delete(key)).rejects.toThrow(/must be 1 to 64/);
    });
  });
};
