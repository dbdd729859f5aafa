import { describe, expect, it } from 'vitest';
import { after, pageWith } from '../../testing/ask.ts';

const files = {
  'index.html': pageWith('<h1>Acme</h1>\n<p>Hello.</p>'),
  'shop.html': pageWith('<h1>Shop</h1>\n<p>Short.</p>\n<p>This is by far the longer of the two.</p>'),
  'site.css': 'body { color: #222 }\n',
};

describe('looks of one page among several', () => {
  it('given a page, when its background is asked for, then it is that of its body alone', () => {
    const said = 'White background for the shop page please instead of that greyish one';
    const text = after(said, files, 'shop.html');
    expect(/<body[^>]*>/.exec(text)?.[0]).toMatch(/white|#fff|class=/i);
    expect(after(said, files, 'index.html')).toBe(files['index.html']);
  });

  it('given a heading, when it wants more room above, then it gets a padding', () => {
    const outcome = after('Could there be more room above the Shop heading on the shop page?', files, 'shop.html');
    const css = after('Could there be more room above the Shop heading on the shop page?', files, 'css/pagewright.css');
    expect(`${outcome}${css}`).toMatch(/padding-top: 3rem/);
  });
});

describe('the language of pages', () => {
  it.each([
    ['I write in German soon, so set the language of the page to German', 'de'],
    ['The page claims to be written in lang="en". We are british: en-GB', 'en-GB'],
  ])('given English pages, when %j is said, then they are declared so', (said, code) => {
    expect(after(said, files)).toContain(`<html lang="${code}">`);
  });
});

describe('pictures that got mixed up', () => {
  it('given two people with the picture of the other, when it is told, then the pictures change places', () => {
    const person = (name: string, file: string): string =>
      `<div class="card"><img src="${file}" alt=""><h3>${name}</h3></div>`;
    const of = (a: string, b: string): string =>
      pageWith(`<div class="row">\n${person('Ann', a)}\n${person('Bob', b)}\n</div>`);
    const site = { 'index.html': of('1.png', '2.png'), '1.png': 'x', '2.png': 'y' };
    expect(after('Ann and Bob got mixed up: swap their two photos.', site)).toBe(of('2.png', '1.png'));
  });
});
