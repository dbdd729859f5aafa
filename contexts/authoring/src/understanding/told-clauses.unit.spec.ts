import { describe, expect, it } from 'vitest';
import { referredClauses, toldClauses, topicOf } from './told-clauses.ts';

describe('wishes told in a story', () => {
  it.each([
    ['the Oil card has been empty for years', 'the Oil card'],
    ['There is a bell on the door which nobody rings', 'bell on the door'],
    ['Nobody uses Fax', 'Fax'],
    ['we do candles too now', 'candles'],
    ['Our shop is called Oil & Co', 'Oil & Co'],
    ['Clicking Read more does nothing', 'Read more'],
    ['I never liked the drawing of the bell', 'the drawing of the bell'],
    ['Ida has left us', 'Ida'],
  ])('given %j, when its topic is asked for, then it is %j', (told, topic) => {
    expect(topicOf(told)).toBe(topic);
  });

  it('given a reason after the wish, when it is read, then the wish stands alone first', () => {
    expect(toldClauses('Remove the map, nobody needs it')[0]).toBe('Remove the map');
  });

  it('given a story, when the next sentence speaks of the card, then it is that card', () => {
    expect(referredClauses('The Oil card is empty', 'drop the card')).toEqual(['drop The Oil card']);
  });

  it.each([
    ['Ada has left us, please remove him from the list', 'remove Ada from the list'],
    ["Ada Byron can't come, take her off the page", 'take Ada Byron off the page'],
    ['I never liked the drawing of the mill. Out with it', 'Out with the drawing of the mill'],
  ])('given %j, when somebody is spoken of, then it comes to %j', (told, wish) => {
    expect(toldClauses(told)).toContain(wish);
  });

  it("given somebody's own, when it is spoken of, then the story is not put in its place", () => {
    expect(toldClauses('Ada has left us, remove her photo')).not.toContain('remove Ada photo');
  });

  it('given a place said in front, when the wish is read, then it is there', () => {
    expect(toldClauses('Second bar: put Oil first')).toContain('put Oil first in Second bar');
  });
});
