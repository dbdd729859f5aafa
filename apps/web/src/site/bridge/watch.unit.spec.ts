import { describe, expect, it } from 'vitest';
import { Watch } from './watch.ts';

const looks = (watch: Watch, count: number) => Array.from({ length: count }, () => watch.look());

describe('the watch over a page', () => {
  it('given nothing in the frame, asks nothing', () => {
    expect(looks(new Watch(), 20)).not.toContain('stuck');
  });

  it('given a page that neither loads nor speaks, takes it for stuck, once', () => {
    const watch = new Watch();
    watch.begin();
    expect(looks(watch, 12)).toEqual([...Array.from({ length: 10 }, () => 'ask'), 'stuck', 'nothing']);
  });

  it('given a page that answers, asks for ever', () => {
    const watch = new Watch();
    watch.begin();
    for (let round = 0; round < 50; round += 1) {
      expect(watch.look()).toBe('ask');
      watch.heard();
    }
  });

  it('given a page that loaded without a word, has nothing to ask', () => {
    const watch = new Watch();
    watch.begin();
    watch.loaded();
    expect(looks(watch, 30)).toEqual(Array.from({ length: 30 }, () => 'nothing'));
  });

  it('given a page that spoke after it was loaded, notices when it stops', () => {
    const watch = new Watch();
    watch.begin();
    watch.loaded();
    watch.heard();
    expect(looks(watch, 11).at(-1)).toBe('stuck');
  });
});
