import type { FileTree } from '@pagewright/kernel/file-tree';
import { describe, expect, it } from 'vitest';
import { authorChange, type Attachment, type AuthoringOutcome } from '../agent/author-change.ts';
import { compareTrees } from '../compare/compare-trees.ts';

const page = (body: string): string =>
  `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Team | Acme</title>\n<link rel="stylesheet" href="site.css">\n</head>\n<body>\n<nav><ul>\n<li><a href="index.html">Home</a></li>\n<li><a href="team.html">Team</a></li>\n</ul></nav>\n<main>\n${body}\n</main>\n</body>\n</html>\n`;
const form =
  '<form>\n<div class="row">\n<label class="l" for="name">Name</label>\n<input class="i" id="name" type="text" required>\n</div>\n<div class="row">\n<label class="l" for="phone">Phone</label>\n<input class="i" id="phone" type="tel" placeholder="123">\n</div>\n<div class="row">\n<label class="l" for="text">Message</label>\n<textarea class="i" id="text"></textarea>\n</div>\n<button class="btn">Send</button>\n</form>';
const files = {
  'index.html': page(
    '<h1>Acme</h1>\n<section id="news">\n<h2>News</h2>\n<p>All is <a href="teem.html">well</a>, <a href="prices.html">cheap</a>.</p>\n</section>\n<section id="find">\n<h2>Find us</h2>\n<p>Here.</p>\n</section>',
  ),
  'team.html': page(
    '<h1>Team</h1>\n<div><img src="img/ann.png" alt=""><h3>Ann</h3></div>\n<div><img src="img/bob.png" alt=""><h3>Bob</h3></div>\n<p><a href="index.html#news">News</a></p>',
  ),
  'site.css': 'body { background: #fff; color: #222 }\n.card { background: #fafafa; color: #333 }\n',
  'img/ann.png': 'a',
  'img/bob.png': 'b',
};
const tree = (texts: Record<string, string> = files): FileTree =>
  new Map(Object.entries(texts).map(([path, text]) => [path, new TextEncoder().encode(text)]));
const run = (prompt: string, of: FileTree = tree(), attachments: Attachment[] = []): AuthoringOutcome => {
  const work = authorChange({ prompt, tree: of, attachments });
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
};
const after = (
  prompt: string,
  of: FileTree = tree(),
  attachments: Attachment[] = [],
): { texts: Map<string, string>; changed: string[]; summary: string } => {
  const outcome = run(prompt, of, attachments);
  if (outcome.type !== 'changed') throw new Error(`${prompt}: ${JSON.stringify(outcome)}`);
  return {
    texts: new Map([...outcome.tree].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)])),
    changed: compareTrees(of, outcome.tree)
      .map(({ path }) => path)
      .toSorted(),
    summary: outcome.summary,
  };
};
const withForm = tree({ ...files, 'team.html': page(`<h1>Contact</h1>\n${form}`) });

describe('forms', () => {
  it('given a page of sections, when a contact form is asked for after one, then a section with it stands there and all else is as it was', () => {
    const { texts, changed } = after('Add a contact form after the news: name, e-mail and message');
    const text = texts.get('index.html') ?? '';
    expect(changed).toEqual(['index.html']);
    expect(text).toContain('<form data-pagewright method="post" action="/.pagewright/forms/contact">');
    expect(text.match(/<label/g)).toHaveLength(3);
    expect(text.indexOf('<form')).toBeGreaterThan(text.indexOf('cheap'));
    expect(text.indexOf('<form')).toBeLessThan(text.indexOf('id="find"'));
    const start = text.indexOf('\n<section id="contact">');
    const end = text.indexOf('</section>', start) + '</section>'.length;
    expect(text.slice(0, start) + text.slice(end)).toBe(files['index.html']);
  });

  it('given a form, when a field is asked for, then one like its neighbour stands after it', () => {
    const { texts } = after('Add a field Company after the phone field on the team page', withForm);
    expect(texts.get('team.html')).toContain(
      'placeholder="123">\n</div>\n<div class="row">\n<label class="l" for="company">Company</label>\n<input name="company" class="i" id="company" type="text" placeholder="Company">\n</div>',
    );
  });

  it('given a form, when a field is to go, be required or be called otherwise, then only that field changes', () => {
    expect(after('Remove the phone field from the form', withForm).texts.get('team.html')).not.toContain('Phone');
    expect(after('Make the phone field required', withForm).texts.get('team.html')).toContain(
      '<input required="" class="i" id="phone"',
    );
    expect(after('The "Phone" field: rename it to "Mobile"', withForm).texts.get('team.html')).toContain(
      'for="phone">Mobile</label>',
    );
  });
});

describe('pictures', () => {
  it('given two pictures, when one shall be the other, then its address changes and nothing else', () => {
    const { texts } = after('Replace the picture of Ann with bob.png');
    expect(texts.get('team.html')).toBe(files['team.html'].replace('img/ann.png', 'img/bob.png'));
  });

  it('given an attached picture, when it shall be used, then the page shows the file that was added; without one nothing is done', () => {
    const bytes = new TextEncoder().encode('c');
    const of = new Map([...tree(), ['img/new.png', bytes]]);
    const attachment = { name: 'new.png', type: 'image/png', path: 'img/new.png', bytes };
    const said = 'Use the attached picture for Bob';
    expect(after(said, of, [attachment]).texts.get('team.html')).toBe(
      files['team.html'].replace('img/bob.png', 'img/new.png'),
    );
    expect(run(said).type).toBe('declined');
  });

  it('given the pictures of two people, when they are to be swapped, then each shows the other', () => {
    expect(after('Swap the pictures of Ann and Bob').texts.get('team.html')).toBe(
      files['team.html'].replace('img/ann.png', '?').replace('img/bob.png', 'img/ann.png').replace('?', 'img/bob.png'),
    );
  });
});

describe('pages, links and looks', () => {
  it('given a page that others link to, when it is renamed, then file, links, menu and title follow and the old address leads on', () => {
    const { texts } = after('Rename the team page to "Our People"');
    expect(texts.has('team.html')).toBe(false);
    expect(texts.get('our-people.html')).toContain('<title>Our People | Acme</title>');
    expect(texts.get('index.html')).toBe(
      files['index.html'].replace('<a href="team.html">Team</a>', '<a href="our-people.html">Our People</a>'),
    );
    expect(texts.get('_redirects')).toBe('/team.html /our-people.html 301\n');
  });

  it('given links that lead nowhere, when they are to be fixed, then the nearest page is linked and the rest keeps its words', () => {
    const { texts, summary } = after('Fix the broken links');
    expect(texts.get('index.html')).toBe(
      files['index.html']
        .replace('href="teem.html"', 'href="team.html"')
        .replace('<a href="prices.html">cheap</a>', 'cheap'),
    );
    expect(summary).toContain('prices.html');
  });

  it('given a light site, when a dark theme is asked for, then the own sheet says so and no other style sheet changes', () => {
    const { texts, changed } = after('Give the site a dark theme');
    expect(changed).toEqual(['index.html', 'pagewright.css', 'team.html']);
    expect(texts.get('pagewright.css')).toContain('background-color: #121417');
  });

  it('given a file, a heading and no place in the menu, when a page is asked for, then it is that file and the menu stays', () => {
    const { texts, changed } = after('New page imprint.html with the heading Imprint, not in the menu please');
    expect(changed).toEqual(['imprint.html']);
    expect(texts.get('imprint.html')).toContain('Imprint</h1>');
  });

  it('given an older change, when it is to be taken back, then that is declined with where it can be done', () => {
    const outcome = run('Undo the change of the heading');
    expect(outcome.type === 'declined' && outcome.message).toContain('list of versions');
  });
});
