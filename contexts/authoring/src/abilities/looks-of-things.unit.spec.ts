import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const own = 'css/pagewright.css';
const site = (body: string, css = ''): Record<string, string> => ({
  'index.html': pageWith(body).replace('</head>', '<link rel="stylesheet" href="css/site.css"></head>'),
  'css/site.css': css,
});

describe('the look of just what was meant', () => {
  const chapters = site(
    '<header><h1>Bakery</h1></header>\n<section id="bread"><h2 class="part-title">Bread</h2><h3 class="part-sub">Baked at night</h3><h4>Rye</h4></section>\n<section id="cake"><h2 class="part-title">Cake</h2><h3 class="part-sub">Baked at noon</h3><h4>Plum</h4></section>\n<h2>Contact</h2>',
    'h3 { font-size: 1.5rem }\n@media (min-width: 900px) { h3 { font-size: 2rem } }\n.part-sub { font-size: 1rem }',
  );

  it('given headings with a class of their name, when they get a font, then no other heading does', () => {
    expect(after('Could all the part titles - Bread and so on - be set in Georgia?', chapters, own)).toMatch(
      /\nh2\.part-title \{\n {2}font-family: Georgia/,
    );
  });

  it('given a line below each of them, when it was told of and shall be bigger, then each of these lines is', () => {
    const css = after('I can barely read the small line that sits below every part title. Bigger!', chapters, own);
    expect(css).toContain('h3 {\n  font-size: 1.25rem !important;\n}');
  });

  it('given a size that holds only for what has no class, when it grows, then that size is not said again', () => {
    const css = after('I can barely read the small line that sits below every part title. Bigger!', chapters, own);
    expect(css).not.toContain('@media');
  });

  it('given a level of headings, when it is enlarged, then the others keep their size', () => {
    const css = after('The h4 headlines are hardly bigger than the text. Enlarge them', chapters, own);
    expect(css).toMatch(/\nh4 \{\n {2}font-size: /);
    expect(css).not.toMatch(/h[1235]\b/);
  });

  it('given two lists of icons, when those announced by a word are enlarged, then the other list stays', () => {
    const icons = (...names: string[]): string =>
      `<ul>${names.map((name) => `<li><i class="fa fa-${name}"></i></li>`).join('')}</ul>`;
    const skills = site(
      `<section id="skills"><h2>Skills</h2>\n<p>Baking tools</p>\n${icons('spoon', 'oven')}\n<p>Languages</p>\n${icons('flag', 'globe')}</section>`,
    );
    const css = after('the baking icons under skills look tiny on my screen, could you enlarge them', skills, own);
    expect(css).toMatch(/\n#skills > ul:nth-child\(3\) i \{/);
  });

  it.each(['orange #f97316 would suit us better', 'make it orange, #f97316'])(
    'given a sign on a disc, when %j is said of the badge, then it is painted behind the sign',
    (said) => {
      const card = site(
        '<div class="card"><div class="round disc"><i class="fa fa-star"></i></div><h3>Best bread</h3></div>',
        '.disc { background-color: red }',
      );
      const css = after(`The round red badge on the Best bread card: ${said}`, card, own);
      expect(css).toMatch(/div:nth-child\(1\) \{\n {2}background-color: #f97316 !important/);
      expect(css).not.toContain('border-radius');
    },
  );

  it('given headings of several sizes, when all shall be smaller, then each is a share of its own size', () => {
    const css = after('Make the headings smaller', chapters, own);
    expect(css).toContain('font-size: 0.8rem !important;');
    expect(css.match(/font-size: [^;]+/g)?.length).toBeGreaterThan(2);
    expect(new Set(css.match(/font-size: [^;]+/g)).size).toBeGreaterThan(2);
  });

  it('given a thing that is told by its colour, when it gets another look, then it keeps the colour', () => {
    const page = site(
      '<h1>Chairs</h1><p><img src="a.webp" alt="A green chair"></p><p><img src="b.webp" alt="A lamp"></p>',
    );
    const css = after('Make the green chair picture rounded', page, own);
    expect(css).toContain('border-radius');
    expect(css).not.toContain('green');
  });

  it('given a page whose sheets are linked from the root, when a look is set, then so is the sheet of its own', () => {
    const page = site('<h1>Gone</h1>');
    page['index.html'] = page['index.html']?.replace('href="css/site.css"', 'href="/css/site.css"') ?? '';
    expect(after('Make the heading red', page)).toContain('<link rel="stylesheet" href="/css/pagewright.css">');
  });

  it('given a header and a section, when both shall have a colour, then both grounds have it', () => {
    const page = site(
      '<header class="hero"><div class="box"><h1>Ann</h1><p>Baker</p></div></header>\n<section id="about"><h2>About</h2><p>Me.</p></section>\n<section id="more"><h2>More</h2><p>You.</p></section>',
    );
    const css = after('The header area and the About section should be navy', page, own);
    expect(css).toMatch(/header[^{]*, #about \{\n {2}background-color: navy/);
  });
});

describe('what of a part is coloured', () => {
  const page = site(
    '<h1>Bakery</h1>\n<p class="when">Posted on March 3, 2024</p>\n<p>Hello.</p>\n<footer><p class="pale">Since 1950</p></footer>',
    '.pale { color: #999 }\nfooter { background: url(bread.jpg) }',
  );

  it('given a footer, when its text shall be grey, then its words are and its ground is not', () => {
    const css = after('Leave the heading as it is. But the footer text should be grey', page, own);
    expect(css).toMatch(/footer[^,{]*, [^{]*footer[^ {]* :not\([^{]*\{\n {2}color: gr[ae]y/);
    expect(css).not.toContain('background');
  });

  it('given lines with a date, when they shall be italic, then only these are', () => {
    expect(after('date lines in italics', page, own)).toMatch(/\n[^\n]*p:nth-child\(2\) \{\n {2}font-style: italic/);
  });
});

describe('the ground behind a thing', () => {
  it('given words on a painted ground, when the colour behind them is another, then the ground takes it', () => {
    const page = site(
      '<div class="stage"><div class="box"><h1>Bakery</h1></div></div>\n<p>Hello.</p>',
      '.stage { background: #eee }',
    );
    expect(after('The background behind the Bakery heading should be #fffbea', page, own)).toMatch(
      /main:nth-child\(2\) > div:nth-child\(1\) \{\n {2}background-color: #fffbea/,
    );
  });

  it('given a ground that a sheet calls important, when no selector tells it apart, then the attribute outranks it', () => {
    const body = (name: string): string => `<div class="pale"><h1>${name}</h1></div>\n<p>Hello.</p>`;
    const pages = {
      ...site(body('Bakery'), '.pale { background: #eee !important }'),
      'shop.html': pageWith(body('Shop')),
    };
    expect(after('The background behind the Bakery heading should be #fffbea', pages)).toContain(
      'style="background-color: #fffbea !important"',
    );
  });
});

describe('one look for everything', () => {
  const css =
    'body { font-family: Muli, sans-serif; background: #eee; color: #222 }\na { color: #d35400 }\n.bar { background: #d35400 }\n.ok { color: #1d7a1d }';
  const page = site(
    '<div class="bar">Top</div>\n<h1>Ann</h1>\n<p>Text <a href="#x">link</a> <b class="ok">yes</b></p>',
    css,
  );

  it.each([
    'Georgia for the normal text please, headings may stay',
    'Text of the whole page in Georgia, headings should stay',
  ])('given headings that take their font from the body, when %j is said, then they keep theirs', (said) => {
    const written = after(said, page, own);
    expect(written).toMatch(/:root body \{\n {2}font-family: Georgia/);
    expect(written).toMatch(/:where\(h1, h2, h3, h4, h5, h6\) \{\n {2}font-family: Muli, ?sans-serif/);
  });

  it('given nothing that was spoken of, when a bare look is said, then nothing changes', () => {
    expect(ask('a bit smaller please', page).type).not.toBe('changed');
  });

  it('given the whole site, when its text gets a font, then it is that of all', () => {
    expect(after('Set the text of the whole site in Verdana.', page, own)).toMatch(
      /:root body \{\n {2}font-family: Verdana/,
    );
  });

  it('given a colour by its name, when everything of it turns, then that colour is replaced and no other', () => {
    const written = after(
      'Everything that is orange on my page - bar, links - should turn dark green, #1b5e20.',
      page,
      own,
    );
    expect(written).toMatch(/a \{\n {2}color: #1b5e20/);
    expect(written).toMatch(/\.bar \{\n {2}background: ?#1b5e20/);
    expect(written).not.toContain('.ok');
  });

  it('given the grey behind everything, when it gets a colour, then the body has it', () => {
    expect(after('the grey behind everything a bit warmer: #faf3e0', page, own)).toContain('background-color: #faf3e0');
  });
});
