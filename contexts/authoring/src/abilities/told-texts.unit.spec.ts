import type { FileTree } from '@pagewright/kernel/file-tree';
import { describe, expect, it } from 'vitest';
import { authorChange, type AuthoringOutcome } from '../agent/author-change.ts';

const page = (body: string): string =>
  `<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>Harbour Bikes</title>\n</head>\n<body>\n<nav><a href="#">Harbour Bikes</a></nav>\n<main>\n${body}\n</main>\n<footer><p>© 2019 Harbour Bikes, call 0123 456 7890</p></footer>\n</body>\n</html>\n`;
const body =
  '<h1>Harbour Bikes</h1>\n<p class="lead">We rent bikes by the harbour!</p>\n<section id="tours">\n<h2>Tours</h2>\n<div class="row">\n<div class="card"><img src="a.png" alt="..."><h3>Dune</h3><p>Lorem ipsum dolor sit amet. It may be wet on rainy days.</p></div>\n<div class="card"><img src="b.png" alt="..."><h3>Mill</h3><p>Lorem ipsum dolor sit consectetur. Bring a lunch along.</p></div>\n<div class="card"><img src="c.png" alt="..."><h3>Pier</h3><p>Lorem ipsum dolor (by ferry) sit elit. Ask at the desk.</p></div>\n</div>\n</section>';
const site: FileTree = new Map([['index.html', new TextEncoder().encode(page(body))]]);
const run = (prompt: string): AuthoringOutcome => {
  const work = authorChange({ prompt, tree: site });
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
};
const after = (prompt: string): string => {
  const outcome = run(prompt);
  if (outcome.type !== 'changed') throw new Error(`${prompt}: ${JSON.stringify(outcome)}`);
  return new TextDecoder().decode(outcome.tree.get('index.html'));
};

describe('words told by what they are part of', () => {
  it.each<[string, string, string]>([
    ['Tours, the second card gets a new headline: "Windmill"', '<h3>Mill</h3>', '<h3>Windmill</h3>'],
    [
      'In the Pier card there is only latin. Put instead: We cross the bay at noon.',
      'Lorem ipsum dolor (by ferry) sit elit. Ask at the desk.',
      'We cross the bay at noon.',
    ],
    [
      'The line below the big heading should say: Rent by the hour',
      'We rent bikes by the harbour!',
      'Rent by the hour',
    ],
    [
      'Change the text of the third card to "We cross at noon."',
      'Lorem ipsum dolor (by ferry) sit elit. Ask at the desk.',
      'We cross at noon.',
    ],
    ['The joke about the desk is old, take out the remark about the desk', ' Ask at the desk.', ''],
    [
      'Harbour Bikes is called Dune Bikes now. Write We rent dunes instead of We rent bikes by the harbour',
      'We rent bikes by the harbour!',
      'We rent dunes!',
    ],
    ['Instead of Mill it should say Windmill, as on our map', '<h3>Mill</h3>', '<h3>Windmill</h3>'],
    [`It isn't "Tours" any more, we say "Rides"`, '<h2>Tours</h2>', '<h2>Rides</h2>'],
    ['"Tours" sounds too dull to me, I would rather have Rides', '<h2>Tours</h2>', '<h2>Rides</h2>'],
    [
      "The 'Dune' box should say: Sand and sea all day.",
      'Lorem ipsum dolor sit amet. It may be wet on rainy days.',
      'Sand and sea all day.',
    ],
  ])('given "%s" when it is asked for then only that text is another', (said, old, fresh) => {
    expect(after(said)).toBe(page(body).replace(old, fresh));
  });
});

describe('words told by how they look', () => {
  it.each<[string, string, string]>([
    ['the year in the footer is 2026', '2019', '2026'],
    ['Our phone number in the footer should be 0999 123 4567', '0123 456 7890', '0999 123 4567'],
    ['"We rent bikes by the harbour!" should be without the exclamation mark', 'harbour!', 'harbour'],
    ['The bracket with the ferry can go', ' (by ferry)', ''],
    ['The sentence about rainy days is silly, take it out', ' It may be wet on rainy days.', ''],
  ])('given "%s" when it is asked for then only that is another', (said, old, fresh) => {
    expect(after(said)).toBe(page(body).replace(old, fresh));
  });
});

describe('what pictures show, in words', () => {
  it('given a list when the pictures are told in order then each gets its own', () => {
    const said = after('The three pictures of the tours need alt texts. In order: Sand, A mill, Boats');
    expect([...said.matchAll(/alt="([^"]*)"/g)].map(([, words]) => words)).toEqual(['Sand', 'A mill', 'Boats']);
  });

  it('given names beside the pictures when these shall be used then each is called by its own', () => {
    const said = after('All three tour pictures have three dots as alt text. Use the names of the tours.');
    expect([...said.matchAll(/alt="([^"]*)"/g)].map(([, words]) => words)).toEqual(['Dune', 'Mill', 'Pier']);
  });
});

describe('what is no wish for words', () => {
  it.each(['The blurb of our cheese counter should say Fresh', 'the button should be blue, #0d6efd'])(
    'given "%s" when there is no such text then no words change',
    (said) => {
      const outcome = run(said);
      const text = outcome.type === 'changed' ? new TextDecoder().decode(outcome.tree.get('index.html')) : page(body);
      expect(text.replace(/<link [^>]*>\n?/g, '')).toBe(page(body));
    },
  );
});
