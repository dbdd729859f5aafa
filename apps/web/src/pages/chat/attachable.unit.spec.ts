import { describe, expect, it } from 'vitest';
import { canBeAdded, MOST_FILE_BYTES, whyNot } from './attachable.ts';

describe('a file beside a message', () => {
  it.each(['photo.PNG', 'a.b.svg', 'menu.pdf'])('%s can become part of a site', (name) => {
    expect([canBeAdded(name), whyNot({ name, size: 1 })]).toEqual([true, null]);
  });
  it.each(['notes.txt', 'prices.csv'])('%s is for reference', (name) => {
    expect([canBeAdded(name), whyNot({ name, size: 1 })]).toEqual([false, null]);
  });
  it.each([
    ['big.png', MOST_FILE_BYTES + 1, /10 MB/],
    ['empty.png', 0, /empty/],
    ['run.exe', 1, /picture/],
    ['none', 1, /picture/],
  ])('%s of %d bytes is not sent', (name, size, why) => expect(whyNot({ name, size })).toMatch(why));
});
