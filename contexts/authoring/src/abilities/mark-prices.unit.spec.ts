import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const page = pageWith(
  '<ul>\n<li><h3>Leek</h3> <b class="price">80</b> <p>Since 2017</p></li>\n<li><h3>Pea</h3> <b class="price"> 1,250</b> <p>For 2</p></li>\n</ul>\n<p>Open since 1990.</p>',
);

describe('a currency beside prices', () => {
  it.each([
    ['put kr behind all the prices', '80 kr', '1,250 kr'],
    ['Please add a $ in front of every price', '$80', '$1,250'],
    ['the prices should have "NOK" after them', '80 NOK', '1,250 NOK'],
  ])('given bare prices, when "%s" is said, then each has it and no other number', (said, first, second) => {
    expect(after(said, { 'index.html': page })).toBe(
      page.replace('>80<', () => `>${first}<`).replace(' 1,250<', () => ` ${second}<`),
    );
  });

  it('given no bare prices, when a currency is wanted, then nothing changes', () => {
    expect(ask('put kr behind all the prices', { 'index.html': pageWith('<p>Since 1990.</p>') }).type).toBe('declined');
  });
});
