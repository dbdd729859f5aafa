import { describe, expect, it } from 'vitest';
import { after, pageWith } from '../../testing/ask.ts';

const card = (name: string): string => `<div class="card">\n<h3>${name}</h3>\n<p>All about it.</p>\n</div>`;
const cards = (...names: string[]): string => `<div class="row">\n${names.map(card).join('\n')}\n</div>`;
const part = (name: string): string => `<section>\n<h2>${name}</h2>\n<p>Words.</p>\n</section>`;
const list = (...items: string[]): string =>
  `<h2>How to</h2>\n<ol>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ol>`;
const three = { 'index.html': pageWith(cards('Soap', 'Brushes', 'Oil')) };

describe('moving things', () => {
  it.each([
    ['Of the three cards, Oil earns us the money: put it leftmost.', ['Oil', 'Soap', 'Brushes']],
    ['The Oil card should be the very first', ['Oil', 'Soap', 'Brushes']],
    ['I want Soap to come after Brushes', ['Brushes', 'Soap', 'Oil']],
    ['Move the Soap card to the end', ['Brushes', 'Oil', 'Soap']],
  ])('given three cards, when %j is said, then they stand in that order', (said, order) => {
    expect(after(said, three)).toBe(pageWith(cards(...order)));
  });

  it('given sections, when one shall come after another, then it stands there whole', () => {
    const files = { 'index.html': pageWith(`${part('Work')}\n${part('Team')}\n${part('News')}`) };
    expect(after('Swap the order so "Work" comes after the team', files)).toBe(
      pageWith(`${part('Team')}\n${part('Work')}\n${part('News')}`),
    );
  });

  it('given a numbered list, when two points are swapped, then the menu stays as it is', () => {
    const files = { 'index.html': pageWith(list('Wash', 'Rinse', 'Dry')) };
    expect(after('swap points 2 and 3', files)).toBe(pageWith(list('Wash', 'Dry', 'Rinse')));
  });

  it.each([
    ['Work last in the menu', /#prices[\s\S]*#contact[\s\S]*#work/],
    ['Can Contact come before Prices up there in the menu?', /#work[\s\S]*#contact[\s\S]*#prices/],
  ])('given a menu, when "%s" is said, then its entries stand so', (said, order) => {
    expect(after(said, { 'index.html': pageWith('<p>Hello.</p>') })).toMatch(order);
  });

  it('given a menu, when two entries are named in an order without a verb, then they stand so', () => {
    const files = { 'index.html': pageWith('<p>Hello.</p>') };
    expect(after('top bar: Contact before Work', files)).toMatch(/#contact[\s\S]*#work[\s\S]*#prices/);
  });

  it.each([
    ['Work last in the menu', /#prices[\s\S]*#contact[\s\S]*#work/],
    ['Contact as the first one in the menu', /#contact[\s\S]*#work[\s\S]*#prices/],
  ])('given a menu, when an entry has its end told without a verb, as in %j, then it stands there', (said, order) => {
    expect(after(said, { 'index.html': pageWith('<p>Hello.</p>') })).toMatch(order);
  });

  it('given two sections, when one is put before the other by their headings, then it moves and nothing is made', () => {
    const html = after('Put the section "Getting here" before "Nothing on a screen"', {
      'index.html': pageWith(
        '<section><h2>Nothing on a screen</h2><p>We talk.</p></section>\n<section><h2>Getting here</h2><p>By bus.</p></section>',
      ),
    });
    expect(html.match(/Getting here/g)).toHaveLength(1);
    expect(html.indexOf('By bus.')).toBeLessThan(html.indexOf('We talk.'));
  });
});
