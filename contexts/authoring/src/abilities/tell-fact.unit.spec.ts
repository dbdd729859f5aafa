import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const page = pageWith(
  '<h2>Bakery</h2>\n<p>Bread from 7:30 on. The oven closes with the last loaf at 14:15.</p>\n<p>Ring from 9 on. The next course is on 3 May.</p>',
);
const files = { 'index.html': page };

describe('a fact told anew', () => {
  it.each([
    ['The oven closes with its last loaf at 15:00 now', '14:15', '15:00'],
    ['our next course is on 20 June', '3 May', '20 June'],
  ])('given a sentence that tells it, when "%s" is said, then its value changes', (said, old, fresh) => {
    expect(after(said, files)).toBe(page.replace(old, fresh));
  });

  it('given two sentences that each tell something, when they are said in one breath, then both are done', () => {
    const said = 'People can ring from 10, not from 9 any more. And the oven closes with its last loaf at 15:00';
    expect(after(said, files)).toBe(page.replace('from 9', 'from 10').replace('14:15', '15:00'));
  });

  it('given an order that the page cannot carry out, when it is said, then nothing changes', () => {
    expect(ask('Tell everybody that the van is late at 15:00', files).type).toBe('declined');
  });
});
