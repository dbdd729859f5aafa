import { describe, expect, it } from 'vitest';
import { spokenText } from './quotes.ts';
import { splitWishes } from './wishes.ts';

const parts = (said: string): string[] => splitWishes(said).map(({ text, quotes }) => spokenText(text, quotes));

describe('several wishes in one breath', () => {
  it.each<[string, string[]]>([
    ['in the footer: Shop → Store, Help → Support', ['in the footer: Shop ⇒ Store', 'in the footer: Help ⇒ Support']],
    ['heading should be "Bread", and the line below "Fresh"', ['heading should be "Bread"', 'the line below "Fresh"']],
    [
      'Prices page. Heading: Our prices. Line under it: All in pounds.',
      ['Prices page.', 'Heading: Our prices.', 'Line under it: All in pounds.'],
    ],
    [
      'Two fixes on the team page: "Ann" is now "Anne", and the map can go',
      ['Two fixes on the team page', '"Ann" is now "Anne"', 'the map can go'],
    ],
    ['put "Bread" instead of "Cake", thanks a lot', ['put "Bread" instead of "Cake"']],
    ['Add a step: headline "Baking", text "An hour."', ['Add a step: headline "Baking", text "An hour."']],
  ])('given %s when it is parted then each wish stands alone', (said, expected) => {
    expect(parts(said)).toEqual(expected);
  });
});
