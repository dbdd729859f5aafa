import { describe, expect, it } from 'vitest';
import { walkBack } from './road.ts';

const road = (pages: number) => {
  const walked = { left: pages, arrived: 0 };
  return {
    walked,
    goesOn: () => walked.left > 0,
    next: async () => void (walked.left -= 1),
    arrive: () => void (walked.arrived += 1),
  };
};

describe('The way back to the first message', () => {
  it('leads over page after page, and arrives', async () => {
    const way = road(3);
    await walkBack(way, () => true);
    expect(way.walked).toEqual({ left: 0, arrived: 1 });
  });

  it('given everything is here, arrives at once', async () => {
    const way = road(0);
    await walkBack(way, () => true);
    expect(way.walked).toEqual({ left: 0, arrived: 1 });
  });

  it('given it is wanted no more, goes no further and does not arrive', async () => {
    const way = road(3);
    await walkBack(way, () => way.walked.left > 1);
    expect(way.walked).toEqual({ left: 1, arrived: 0 });
  });

  it('given a page does not come, ends there', async () => {
    const way = { ...road(3), next: () => Promise.reject(new Error('no answer')) };
    await expect(walkBack(way, () => true)).rejects.toThrow('no answer');
  });
});
