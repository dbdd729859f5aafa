import { describe, expect, it } from 'vitest';
import { isForPage, pointsAtSomething } from './for-page.ts';
import { takeQuotes } from './quotes.ts';

describe('what may be written onto a page', () => {
  it.each([
    'Fresh bread every day',
    '"to be or not"',
    'a small team of four',
    'Everything that you should know',
    '152 reviews',
  ])('given %s when it is asked for then it may', (said) => {
    expect(isForPage(takeQuotes(said).text)).toBe(true);
  });

  it.each([
    'I want the line "Fresh bread"',
    'to without the comma',
    'instead of the old one',
    'Opening. Label: Hours',
    'photo: A loaf',
    'Bread (in the menu',
    'Fresh bread, not stale bread',
    'so it is 12 loaves',
    'Prices in the menu',
    'Loaf page before the Cake',
    'link to /terms.html',
    'have Rides',
  ])('given %s when it is what is left of a sentence then it may not', (said) => {
    expect(isForPage(takeQuotes(said).text)).toBe(false);
  });

  it('given a clause with a verb of its own when something is looked for then it points at nothing', () => {
    expect(pointsAtSomething('the second button in the footer')).toBe(true);
    expect(pointsAtSomething('We moved. The street')).toBe(false);
  });
});
