import { describe, expect, it } from 'vitest';
import { after, pageWith } from '../../testing/ask.ts';

const FOOT = '<footer><p>Elm Road 18, open 9 to 18</p></footer>';

describe('words that take the place of others', () => {
  it('given a name with an initial, when it is written in full, then its full stop goes', () => {
    const files = { 'index.html': pageWith('<h5>Ann E.</h5><p>So good.</p>') };
    expect(after('Change Ann E. to Ann Evans', files)).toContain('<h5>Ann Evans</h5>');
  });

  it.each(['index.html', 'visit.html'])(
    'given a street with a number, when the number is another, then it is so wherever the street is told: %s',
    (path) => {
      const files = { 'index.html': pageWith(FOOT), 'visit.html': pageWith(`<p>Ring at Elm Road 18.</p>${FOOT}`) };
      expect(after('We are moving two houses down: Elm Road 22 instead of 18', files, path)).toBe(
        files[path === 'index.html' ? path : 'visit.html'].replaceAll('Elm Road 18', 'Elm Road 22'),
      );
    },
  );

  it('given words of which a longer word only begins so, when they shall be others, then it stays', () => {
    const files = { 'index.html': pageWith('<p>The tram stops outside.</p>') };
    expect(() => after('Change "tram stop" to "bus halt"', files)).toThrow('declined');
  });
});
