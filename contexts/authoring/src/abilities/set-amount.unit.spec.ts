import { describe, expect, it } from 'vitest';
import { after, pageWith } from '../../testing/ask.ts';
import { authorChange, type AuthoringOutcome } from '../agent/author-change.ts';

const page =
  '<!doctype html><html><head><title>T</title></head><body><main><h2>Bread</h2><p>A loaf costs $4.50</p><p>Since 1990</p></main><footer><p>© Bakery 2020</p></footer></body></html>';

const outcomeOf = (prompt: string): AuthoringOutcome => {
  const work = authorChange({ prompt, tree: new Map([['index.html', new TextEncoder().encode(page)]]) });
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
};

const pageAfter = (prompt: string): string => {
  const outcome = outcomeOf(prompt);
  return outcome.type === 'changed' ? new TextDecoder().decode(outcome.tree.get('index.html')) : outcome.type;
};

describe('an amount said with what it belongs to', () => {
  it.each([
    ['the year in the footer is 2026', '2020', '2026'],
    ['A loaf costs $5.00 now', '$4.50', '$5.00'],
  ])('given one such amount there when "%s" is asked then only %s becomes %s', (said, old, fresh) => {
    expect(pageAfter(said)).toBe(page.replace(old, fresh));
  });

  it.each([
    ['The rye is 64 kr now', '<h3>Rye</h3> <b>58</b>', '<h3>Rye</h3> <b>64</b>'],
    ['The wheat costs 1,250 kr from January', '<b>1,100 kr</b>', '<b>1,250 kr</b>'],
    ['Move the tasting to 9:30', '<time>09:00</time>', '<time>09:30</time>'],
  ])(
    'given a list of prices and times, when "%s" is told, then it is changed in the form it had',
    (said, old, fresh) => {
      const list =
        '<ul><li><h3>Rye</h3> <b>58</b></li><li><h3>Wheat</h3> <b>1,100 kr</b><p>Not rye.</p></li><li><time>09:00</time> <h3>Tasting</h3></li></ul>';
      expect(after(said, { 'index.html': pageWith(list) })).toBe(pageWith(list.replace(old, fresh)));
    },
  );

  it('given no such amount there when it is asked then nothing changes', () => {
    expect(pageAfter('The cake costs $5.00 now')).toBe('declined');
  });
});
