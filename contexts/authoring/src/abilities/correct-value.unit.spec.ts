import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const page = pageWith(
  '<h2>Visit</h2>\n<p>Quay 18, Town. Ring from 9 on.</p>\n<p>Next walk: 3 May. Bus 18 stops here.</p>\n<ul>\n<li><h3>Walk</h3><p>250 kr</p></li>\n<li><h3>Row</h3><p>1,250 kr</p></li>\n<li><h3>Swim</h3><p>250 kr</p></li>\n</ul>',
);
const other = pageWith('<h2>Prices</h2>\n<p>A walk is 250 kr.</p>\n<p>Quay 18, Town</p>');
const files = { 'index.html': page, 'prices.html': other };

describe('a value told with the old one', () => {
  it.each([
    ['People can ring from 10, not from 9 any more', 'from 9', 'from 10'],
    ["The next walk isn't 3 May any longer, we do it on 20 June", '3 May', '20 June'],
    ['The bus is 21 instead of 18', 'Bus 18', 'Bus 21'],
  ])(
    'given several numbers, when "%s" is said, then the one with the same words beside it changes',
    (said, old, fresh) => {
      expect(after(said, files)).toBe(page.replace(old, fresh));
    },
  );

  it('given an address on two pages, when its number is corrected, then it is on both, and the bus stays', () => {
    const said = 'We are moving next door: Quay 20 instead of 18';
    expect(after(said, files)).toBe(page.replace('Quay 18', 'Quay 20'));
    expect(after(said, files, 'prices.html')).toBe(other.replace('Quay 18', 'Quay 20'));
  });

  it('given a price in several places, when everything that costs it is meant, then all of them change', () => {
    const said = 'Prices go up: everything that is 250 kr becomes 1400 kr. Both on the home page and under Prices';
    expect(after(said, files)).toBe(page.replaceAll('>250 kr', '>1400 kr'));
    expect(after(said, files, 'prices.html')).toBe(other.replace('250 kr', '1400 kr'));
  });

  it('given a price in several places, when it is not told which is meant, then it is asked', () => {
    expect(ask('It is 300 kr now, not 250 kr', files).type).toBe('asked');
  });

  it('given a number that stands with other words, when it is corrected, then nothing changes', () => {
    expect(ask('We are 4 people now, not 3', files).type).toBe('declined');
  });
});
