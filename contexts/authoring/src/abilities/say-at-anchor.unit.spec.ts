import type { FileTree } from '@pagewright/kernel/file-tree';
import { describe, expect, it } from 'vitest';
import { authorChange, type AuthoringOutcome } from '../agent/author-change.ts';

const page = (title: string, body: string): string =>
  `<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>${title}</title>\n</head>\n<body>\n<nav><ul>\n<li><a href="index.html">Home</a></li>\n<li><a href="prices.html">Prices</a></li>\n</ul></nav>\n<main>\n${body}\n</main>\n<footer><p>Baked by Ann Miller, 12 loaves a day</p></footer>\n</body>\n</html>\n`;
const home =
  '<h1>Good Bread</h1>\n<p>Founded by Ann Miller in March 2001.</p>\n<section>\n<h2>Opening Hours</h2>\n<p>From seven to noon. Somebody wrtie soon.</p>\n</section>';
const prices =
  '<h1>Prices</h1>\n<ul>\n<li>Rye Loaf</li>\n<li>Plum Cake</li>\n</ul>\n<p>Ask for the Rye Loaf by its name.</p>';
const site: FileTree = new Map(
  Object.entries({ 'index.html': page('Good Bread', home), 'prices.html': page('Prices', prices) }).map(
    ([path, text]) => [path, new TextEncoder().encode(text)],
  ),
);
const run = (prompt: string): AuthoringOutcome => {
  const work = authorChange({ prompt, tree: site });
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
};
const after = (prompt: string, path: string): string => {
  const outcome = run(prompt);
  if (outcome.type !== 'changed') throw new Error(`${prompt}: ${JSON.stringify(outcome)}`);
  return new TextDecoder().decode(outcome.tree.get(path)).split('<main>')[1] ?? '';
};

describe('words that stand on the page', () => {
  it.each<[string, string, string, string]>([
    [
      'The part called "Opening Hours" should be called "When we bake"',
      'index.html',
      '<h2>Opening Hours</h2>',
      '<h2>When we bake</h2>',
    ],
    [
      'There is a heading Opening Hours, I would like to have there When We Bake',
      'index.html',
      '<h2>Opening Hours</h2>',
      '<h2>When We Bake</h2>',
    ],
    ['The front page says we were founded in March 2001. It is May 1999.', 'index.html', 'March 2001.', 'May 1999.'],
    ['We bake more now, so it is 20 loaves instead of 12 in the footer.', 'index.html', '12 loaves', '20 loaves'],
    ['Prices page: "Plum Cake" → "Apple Cake"', 'prices.html', 'Plum Cake', 'Apple Cake'],
    [
      'Opening Hours is too stiff as a heading. "When we bake"',
      'index.html',
      '<h2>Opening Hours</h2>',
      '<h2>When we bake</h2>',
    ],
  ])('given "%s" when it is asked for then those words are others', (said, path, old, fresh) => {
    const before = new TextDecoder().decode(site.get(path)).split('<main>')[1] ?? '';
    expect(after(said, path)).toBe(before.replace(old, fresh));
  });

  it('given a story of something that is not on the site when its words shall be others then it is declined', () => {
    expect(run('The headline about our cheese counter sounds stiff. Make it Cheese for all').type).toBe('declined');
  });
});
