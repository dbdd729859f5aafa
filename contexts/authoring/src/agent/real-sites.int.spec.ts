import type { FileTree } from '@pagewright/kernel/file-tree';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkTree } from '../checks/check-tree.ts';
import { compareTrees } from '../compare/compare-trees.ts';
import { describeTree } from '../site/describe-tree.ts';
import { authorChange, type AuthoringOutcome } from './author-change.ts';

const names = ['startbootstrap-clean-blog', 'startbootstrap-agency'] as const;
type SiteName = (typeof names)[number];

const sites = new Map<SiteName, FileTree>();

const load = async (root: string): Promise<FileTree> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(
        async (file) => [relative(root, file).split(sep).join('/'), new Uint8Array(await readFile(file))] as const,
      ),
    ),
  );
};

beforeAll(async () => {
  for (const name of names) {
    const root = dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)));
    sites.set(name, await load(join(root, 'dist')));
  }
});

const treeOf = (name: SiteName): FileTree => {
  const tree = sites.get(name);
  if (tree === undefined) throw new Error(`${name} is not loaded`);
  return tree;
};

const outcomeOf = (prompt: string, tree: FileTree): AuthoringOutcome => {
  const work = authorChange({ prompt, tree });
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
};

const changed = (prompt: string, tree: FileTree): FileTree => {
  const outcome = outcomeOf(prompt, tree);
  if (outcome.type !== 'changed') throw new Error(`${prompt}: ${JSON.stringify(outcome)}`);
  expect(checkTree(outcome.tree, { before: tree }).filter(({ severity }) => severity === 'error')).toEqual([]);
  return outcome.tree;
};

const suggested = new Map<SiteName, Set<string>>();

const text = (tree: FileTree, path: string): string => new TextDecoder().decode(tree.get(path));

type Request = readonly [prompt: string, path: string, expected: string | readonly string[], files: number];
const all = 4;

const blogRequests: readonly Request[] = [
  ['Change the homepage title to Welcome', 'index.html', ['<title>Welcome</title>', '<h1>Welcome</h1>'], 1],
  ['please make the home page title "Dogs & cats"', 'index.html', ['<h1>Dogs &amp; cats</h1>'], 1],
  ['I would like the front page title to be Ada’s diary', 'index.html', ['<h1>Ada’s diary</h1>'], 1],
  [
    'Set the title of the contact page to "Say hello"',
    'contact.html',
    ['<title>Say hello</title>', '<h1>Say hello</h1>'],
    1,
  ],
  ['Change the browser tab title to Diary', 'index.html', ['<title>Diary</title>', '<h1>Clean Blog</h1>'], 1],
  ['Could you change the main headline to "A new day"?', 'index.html', ['<h1>A new day</h1>'], 1],
  [
    'The tagline should be "Notes from a small boat"',
    'index.html',
    ['<span class="subheading">Notes from a small boat</span>'],
    1,
  ],
  ['Change the subtitle of the about page to "Hello"', 'about.html', ['<span class="subheading">Hello</span>'], 1],
  [
    'replace “Science has not yet mastered prophecy” with “Nobody knows”',
    'index.html',
    ['<h2 class="post-title">Nobody knows</h2>'],
    1,
  ],
  ['change the second heading to Explore', 'index.html', ['<h2 class="post-title">Explore</h2>'], 1],
  [
    'Change "but it\'s actually our duty" to "and it\'s our duty"',
    'index.html',
    ["exploration is part of our destiny, and it's our duty to future"],
    1,
  ],
  ['Change the "About" link in the menu to "Me"', 'post.html', ['href="about.html">Me</a>'], all],
  ['rename the Sample Post menu item to Latest', 'about.html', ['href="post.html">Latest</a>'], all],
  [
    'Replace "Start Bootstrap" with "Ada" everywhere',
    'index.html',
    ['href="index.html">Ada</a>', 'A Blog Theme by Ada'],
    all,
  ],
  ['Change the button "Older Posts →" to "More"', 'index.html', ['href="#!">More</a>'], 1],
  [
    'Add a page about us and link it in the menu',
    'about-us.html',
    ['<h1>About us</h1>', 'href="about-us.html">About us</a></li>'],
    all + 1,
  ],
  ['Add a paragraph saying We are open on Sundays', 'index.html', ['We are open on Sundays</p>'], 1],
  [
    'Add a page called Books',
    'books.html',
    ['<h1>Books</h1>', '<title>Books</title>', 'href="books.html">Books</a></li>'],
    all + 1,
  ],
  [
    'create a new page named "Our Team" and put it in the navigation',
    'contact.html',
    ['href="our-team.html">Our Team</a></li>'],
    all + 1,
  ],
  ['I want a travel page that says "Soon."', 'travel.html', ['<h1>Travel</h1>', '<p>Soon.</p>'], all + 1],
  ['Change the footer text to "© Ada 2031"', 'post.html', ['fst-italic">© Ada 2031</div>'], all],
  ['update the copyright year to 2031', 'index.html', ['Copyright &copy; Your Website 2031</div>'], all],
  ['put "Made by hand" in the footer', 'about.html', ['fst-italic">Made by hand</div>'], all],
  ['Set the meta description to "A diary"', 'index.html', ['<meta name="description" content="A diary" />'], 1],
  ['Add an SEO description to the about page: All about Ada', 'about.html', ['content="All about Ada" />'], 1],
  [
    'Make the background light grey',
    'css/pagewright.css',
    ['--bs-body-bg: lightgrey', 'background-color: lightgrey'],
    all + 1,
  ],
  ['I want a dark blue background', 'css/pagewright.css', ['background-color: darkblue', 'color: #fff'], all + 1],
  ['change the text colour to #333', 'css/pagewright.css', ['color: #333'], all + 1],
  ['make all links green', 'css/pagewright.css', ['color: green !important'], all + 1],
  ['use red buttons', 'css/pagewright.css', ['background-color: red !important'], all + 1],
  ['Colour the headings navy blue', 'css/pagewright.css', ['h6) {\n  color: #000080 !important'], all + 1],
  [
    'Use teal as the primary color',
    'css/pagewright.css',
    ['--bs-primary: #008080', '--bs-primary-rgb: 0, 128, 128', '.btn-primary {'],
    all + 1,
  ],
  [
    'make the footer black and the footer text white',
    'css/pagewright.css',
    ['footer {\n  background: black !important'],
    all + 1,
  ],
  ['Make the menu rgb(10, 20, 30)', 'css/pagewright.css', ['nav {\n  background: rgb(10, 20, 30) !important'], all + 1],
  ['Change the font to Georgia', 'css/pagewright.css', ['--bs-body-font-family: Georgia'], all + 1],
  ['Use a sans-serif font for the headings', 'css/pagewright.css', ['h6) {\n  font-family: system-ui'], all + 1],
  ['switch the body font to Open Sans', 'css/pagewright.css', ['font-family: "Open Sans"'], all + 1],
  [
    '1. change the title to Diary\n2. make the links red\n3. add a page called Books',
    'books.html',
    ['css/pagewright.css', '<h1>Books</h1>'],
    all + 2,
  ],
];

const agencyRequests: readonly Request[] = [
  [
    'Change the homepage title to Welcome',
    'index.html',
    ['<title>Welcome</title>', 'text-uppercase">Welcome</div>'],
    1,
  ],
  ['Change the subheading to "Come in"', 'index.html', ['<div class="masthead-subheading">Come in</div>'], 1],
  [
    'change the heading "Services" to "What we do"',
    'index.html',
    ['text-uppercase">What we do</h2>', 'href="#services">Services</a>'],
    1,
  ],
  [
    'replace "Be Part Of Our Story!" with "Join us"',
    'index.html',
    ['<h4>\n                                Join us\n'],
    1,
  ],
  ['Change the "Tell Me More" button to "Find out"', 'index.html', ['href="#services">Find out</a>'], 1],
  [
    'Add a page called Prices and link it in the menu',
    'prices.html',
    [
      'href="index.html#services">Services</a>',
      'href="prices.html">Prices</a></li>',
      '<p>This is the page Prices.</p>',
    ],
    2,
  ],
  ['Change the accent colour to purple', 'css/pagewright.css', ['--bs-primary: #800080'], 2],
  ['Make the font Verdana', 'css/pagewright.css', ['font-family: Verdana'], 2],
  ['Change the copyright to Ada Ltd 2031', 'index.html', ['>Copyright &copy; Ada Ltd 2031</div>'], 1],
];

const declines: readonly string[] = [
  'Make it pop',
  'Add a shop with a shopping cart',
  'Write me a poem',
  'Change the heading "No such heading" to "x"',
  'Change the title on the pricing page to Prices',
  'Use the Lobster font',
  'Translate the site into German',
  'Replace "zzz qqq" with "x"',
  'Delete everything',
  'What is on this site?',
  'Send an email to bob@example.org',
  'Add a page called ???',
  '👍',
];

describe('the builtin agent on real sites', () => {
  it.each(blogRequests)('does "%s" on a blog of four pages', (prompt, path, expected, files) => {
    const before = treeOf('startbootstrap-clean-blog');
    const after = changed(prompt, before);
    for (const part of [expected].flat()) expect(text(after, path)).toContain(part);
    expect(compareTrees(before, after)).toHaveLength(files);
  });

  it.each(agencyRequests)('does "%s" on a site of one page', (prompt, path, expected, files) => {
    const before = treeOf('startbootstrap-agency');
    const after = changed(prompt, before);
    for (const part of [expected].flat()) expect(text(after, path)).toContain(part);
    expect(compareTrees(before, after)).toHaveLength(files);
  });

  it.each(names.flatMap((name) => declines.map((prompt) => [prompt, name] as const)))(
    'declines "%s" on %s',
    (prompt, name) => {
      const outcome = outcomeOf(prompt, treeOf(name));
      if (outcome.type !== 'declined') throw new Error(JSON.stringify(outcome));
      expect(outcome.suggestions.length).toBeGreaterThanOrEqual(3);
      suggested.set(name, new Set([...(suggested.get(name) ?? []), ...outcome.suggestions]));
    },
  );

  it.each(names)('suggests only what works on %s', { timeout: 60_000 }, (name) => {
    const own = suggested.get(name) ?? new Set();
    expect(own.size).toBeGreaterThan(5);
    for (const suggestion of own) changed(suggestion, treeOf(name));
  });

  it('asks where text stands in places that differ', () => {
    const outcome = outcomeOf('Change "Project Name" to "Weaving"', treeOf('startbootstrap-agency'));
    expect(outcome.type).toBe('asked');
  });

  it('finds the sites sound before and after, and names their pages', () => {
    for (const name of names)
      expect(checkTree(treeOf(name)).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(describeTree(treeOf('startbootstrap-clean-blog')).pages.map(({ path }) => path)).toEqual([
      'index.html',
      'about.html',
      'contact.html',
      'post.html',
    ]);
  });

  it('adds and removes no more lines than a request speaks of', () => {
    const before = treeOf('startbootstrap-clean-blog');
    expect(compareTrees(before, changed('Change the homepage title to Welcome', before))).toEqual([
      { path: 'index.html', change: 'modified', added: 2, removed: 2 },
    ]);
  });
});
