import type { Activity, ActivityPart, RecordedActivity } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshId } from './ledger.ts';

export interface ActivityUnderTest extends AsyncDisposable {
  readonly activity: Activity;
}

/** What the watchers of a running build can count on. */
export const describeActivity = (name: string, make: () => Promise<ActivityUnderTest>): void => {
  describe(`activity: ${name}`, () => {
    let subject: ActivityUnderTest;
    let activity: Activity;
    beforeAll(async () => {
      subject = await make();
      activity = subject.activity;
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    const PARTS: readonly ActivityPart[] = [
      { kind: 'thinking', text: 'Hm …' },
      { kind: 'step', id: 's1', state: 'running', verb: 'edit', text: 'the title', path: 'index.html' },
      { kind: 'text', text: 'Done: "Grüße" 😀' },
      { kind: 'progress', step: 'packing', percent: 80, text: 'packing' },
    ];
    const publish = async (build: string, count: number): Promise<readonly number[]> => {
      const sequences: number[] = [];
      for (let index = 0; index < count; index += 1) {
        const part = PARTS[index % PARTS.length];
        if (part) sequences.push(await activity.publish({ site: 'docs', build, attempt: 1 }, part));
      }
      return sequences;
    };
    const take = async (after: number, enough: (seen: readonly RecordedActivity[]) => boolean) => {
      const seen: RecordedActivity[] = [];
      const end = new AbortController();
      for await (const part of activity.subscribe({ after, signal: end.signal })) {
        seen.push(part);
        if (enough(seen)) end.abort();
      }
      return seen;
    };

    it('gives back the parts of a build, and of no other, in order', async () => {
      const [build, other] = [freshId(), freshId()];
      const first = await publish(build, 3);
      await publish(other, 2);
      const more = await publish(build, 5);
      const parts = await activity.read(build);
      expect(parts.map(({ sequence }) => sequence)).toEqual([...first, ...more]);
      expect(parts.slice(0, 3).map(({ part }) => part)).toEqual(PARTS.slice(0, 3));
      expect(parts[0]).toMatchObject({ site: 'docs', build, attempt: 1 });
      expect(Date.parse(parts[0]?.time ?? '')).toBeGreaterThan(0);
      expect(await activity.read(freshId())).toEqual([]);
    });

    it('says how far it has come', async () => {
      const [sequence] = await publish(freshId(), 1);
      expect(await activity.last()).toBe(sequence);
    });

    it('lets a watcher go on from any place, without a gap or a repeat', async () => {
      const start = await activity.last();
      const builds = [freshId(), freshId(), freshId()];
      const before = (await Promise.all(builds.map((build) => publish(build, 4)))).flat();
      const watching = take(start, (seen) => seen.length >= 24);
      const after = (await Promise.all(builds.map((build) => publish(build, 4)))).flat();
      const all = [...before, ...after].toSorted((a, b) => a - b);
      expect((await watching).map(({ sequence }) => sequence)).toEqual(all);
      const place = all[9] ?? 0;
      expect((await take(place, (seen) => seen.length >= 14)).map(({ sequence }) => sequence)).toEqual(all.slice(10));
    });

    it('ends a watcher that waits', async () => {
      const end = new AbortController();
      const watching = (async () => {
        for await (const part of activity.subscribe({ after: await activity.last(), signal: end.signal })) return part;
        return undefined;
      })();
      setTimeout(() => end.abort(), 50);
      expect(await watching).toBeUndefined();
    });

    it.each(['*', '>', 'a.b', ''])('[BROKER 11.23] refuses the build %j', async (build) => {
      await expect(publish(build, 1)).rejects.toThrow(/must be 1 to 64/);
    });
  });
};
