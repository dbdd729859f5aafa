import type { Announcements, Position } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { freshId } from './ledger.ts';

export interface AnnouncementsUnderTest extends AsyncDisposable {
  readonly announcements: Announcements;
}

/** What word of a projection's progress does, when nothing goes wrong. */
export const describeAnnouncements = (name: string, make: () => Promise<AnnouncementsUnderTest>): void => {
  describe(`announcements: ${name}`, () => {
    let subject: AnnouncementsUnderTest;
    beforeAll(async () => {
      subject = await make();
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    it('reaches everybody who listens, until they stop', async () => {
      const { announcements } = subject;
      const projection = freshId();
      const [heard, alsoHeard]: [number[], number[]] = [[], []];
      const listen = (into: number[]) =>
        announcements.onCommitted((of, at) => void (of === projection && into.push(at)));
      const stops = [listen(heard), listen(alsoHeard)];
      // A new listener is heard of by the broker a moment later: announce until it is.
      await waitFor(
        () => {
          announcements.committed(projection, 7 as Position);
          return heard.includes(7) && alsoHeard.includes(7);
        },
        { what: 'the announcement' },
      );
      stops[0]?.();
      const before = heard.length;
      await waitFor(
        () => {
          announcements.committed(projection, 9 as Position);
          return alsoHeard.includes(9);
        },
        { what: 'the second announcement' },
      );
      expect(heard).toHaveLength(before);
      stops[1]?.();
    });

    it('[BROKER 11.23] refuses names that are no token', () => {
      for (const name of ['*', 'a.b', '']) {
        expect(() => subject.announcements.committed(name, 1 as Position)).toThrow(/must be 1 to 64/);
      }
    });
  });
};
