import { describe, expect, it } from 'vitest';
import { sayingsOf } from './assignments.ts';

const first = (text: string): unknown => {
  const [saying] = sayingsOf(text);
  return saying === undefined ? undefined : { target: saying.target, value: saying.value, old: saying.old };
};

describe('a sentence read as a wish for other words', () => {
  it.each([
    ['Rename Prices to Costs in the menu', { target: 'Prices in the menu', value: 'Costs', old: undefined }],
    ['The button should say Join now', { target: 'The button', value: 'Join now', old: undefined }],
    ['The heading should say We bake for you now', { target: 'The heading', value: 'We bake for you', old: undefined }],
    ['Instead of Mill it should say Windmill, as ever', { target: '', value: 'Windmill', old: 'Mill' }],
    ['We are moving down the street: Elm Road 22 instead of 18', { target: '', value: 'Elm Road 22', old: '18' }],
    ['Call Prices Costs in the navigation', { target: 'Prices in the navigation', value: 'Costs', old: undefined }],
  ])('given "%s", when it is read, then target, value and old words are apart', (said, expected) => {
    expect(first(said)).toEqual(expected);
  });

  it('given a time, when it is read, then its colon parts nothing', () => {
    expect(sayingsOf('The talk on ferries starts at 10:15').map(({ value }) => value)).not.toContain('15');
  });
});
