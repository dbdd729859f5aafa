import { expect, it } from 'vitest';
import { type Chunk, type Progress, type Session, chunksOf } from './ordered-reader.ts';

it('believes a consumer that it is at the end when the leader says so too, and asks the leader no more after that', async () => {
  const chunks: Chunk[] = [5, 6, 7].map((position) => ({ messages: [], position, caughtUp: true }));
  const asked: number[] = [];
  const session: Session = {
    nothingPending: false,
    hasMore: async (place) => {
      asked.push(place);
      return place < 6;
    },
    next: async () => chunks.shift(),
    close: async () => undefined,
  };
  const progress: Progress = { place: 0, told: -1 };
  const ends: boolean[] = [];
  for await (const { caughtUp } of chunksOf(session, 6, progress)) ends.push(caughtUp);
  expect(ends).toEqual([false, true, true]);
  expect(asked).toEqual([5, 6]);
  expect(progress).toEqual({ place: 7, told: 7 });
});

it('passes over nothing where there surely is more, whoever says that there is not', async () => {
  const late: Chunk = { messages: [], position: 6, caughtUp: true };
  const chunks = [late];
  const session: Session = {
    nothingPending: true,
    hasMore: async () => false,
    next: async () => chunks.shift(),
    close: async () => undefined,
  };
  const places: number[] = [];
  for await (const { position } of chunksOf(session, 6, { place: 5, told: -1 }, true)) places.push(position);
  expect(places).toEqual([6]);
  const progress: Progress = { place: 5, told: -1 };
  for await (const { position } of chunksOf({ ...session, next: async () => undefined }, 6, progress, true)) {
    places.push(position);
  }
  expect({ places, progress }).toEqual({ places: [6], progress: { place: 5, told: -1 } });
});
