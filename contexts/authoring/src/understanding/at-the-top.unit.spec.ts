import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const soup = pageWith('<h1>Soups</h1>\n<p>Old. The cook sings. Ada once fell into the pea soup.</p>');
const files = { 'index.html': pageWith('<h1>Home</h1>'), 'soup.html': soup };

describe('words at the top of a page', () => {
  it.each([
    'The soup page should say Ten soups at the top',
    'At the top of the soup page it should say "Ten soups"',
    'Write Ten soups at the top of the soup page',
  ])('given %j, when it is done, then the heading of that page says so', (said) => {
    expect(after(said, files, 'soup.html')).toBe(soup.replace('>Soups<', '>Ten soups<'));
  });

  it('given a thing that shall be at the top, when it is asked, then no heading says so', () => {
    expect(JSON.stringify(ask('Put the picture at the top of the soup page', files))).not.toContain('heading "Soups"');
  });
});

describe('a remark that shall go', () => {
  it('given a joke in a text, when it shall go, then its sentence goes and the others stay', () => {
    expect(after('take out the joke about Ada', files, 'soup.html')).toBe(
      soup.replace(' Ada once fell into the pea soup.', ''),
    );
  });

  it('given a word in a part about something else, when the part about it shall go, then that part stays', () => {
    const how = pageWith(
      '<section><h2>How</h2><p>Lift the lid.</p></section>\n<section><h2>Why</h2><p>Eat.</p></section>',
    );
    expect(ask('Remove the part about the lift', { 'index.html': how }).type).toBe('declined');
  });
});
