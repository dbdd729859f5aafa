import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const FOOT =
  '<p><a href="tel:+4755550119">+47 55 55 01 19</a>, <a href="mailto:table@acme.example?subject=Hi">table@acme.example</a></p>';
const site = {
  'index.html': pageWith(`<p>Call 55 55 01 19 until 22. Open since 2009 - 2011.</p>\n${FOOT}`),
  'visit.html': pageWith(FOOT),
};

describe('other contact details', () => {
  it.each([
    'Change the phone number to +47 22 33 44 55',
    'Our new phone number is +47 22 33 44 55',
    'The telephone should be +47 22 33 44 55 please',
  ])('given a number, changes the old one on every page, in words and in links: %s', (prompt) => {
    const home = after(prompt, site);
    expect(home).toContain('<p>Call +47 22 33 44 55 until 22. Open since 2009 - 2011.</p>');
    for (const page of [home, after(prompt, site, 'visit.html')])
      expect(page).toContain('<a href="tel:+4722334455">+47 22 33 44 55</a>');
  });

  it('given an e-mail address, keeps what its links ask for besides', () => {
    const page = after('The e-mail address has changed: hello@bella.example', site, 'visit.html');
    expect(page).toContain('<a href="mailto:hello@bella.example?subject=Hi">hello@bella.example</a>');
  });

  it('given two numbers on the site, asks which, and with the old one named does not', () => {
    const two = { 'index.html': pageWith('<p>Shop: 555 0134 11</p><p>Bar: 555 0134 22</p>') };
    expect(ask('Change the phone number to 555 0134 33', two)).toMatchObject({
      type: 'asked',
      choices: ['555 0134 11', '555 0134 22'],
    });
    expect(after('Change the phone number 555 0134 22 to 555 0134 33', two)).toContain(
      '<p>Shop: 555 0134 11</p><p>Bar: 555 0134 33</p>',
    );
  });

  it('given an owner or a place, changes only what stands with it', () => {
    const two = {
      'index.html': pageWith(
        '<section><h2>Shop</h2><p>555 0134 11</p></section><section><h2>Bar</h2><p>555 0134 11</p></section>',
      ),
    };
    expect(after(`The bar's phone number is 555 0134 33 now`, two)).toContain(
      '<p>555 0134 11</p></section><section><h2>Bar</h2><p>555 0134 33</p>',
    );
    expect(ask('The phone number of Dr. Moss is wrong, it should be 555 0134 33', two)).toMatchObject({
      type: 'declined',
      message: expect.stringContaining('I find no phone number there'),
    });
  });

  it('given a use, asks before it changes the one that there is', () => {
    expect(ask('Change the e-mail address for orders to hello@acme.example', site)).toMatchObject({
      type: 'asked',
      choices: ['table@acme.example'],
    });
  });

  it('given an address whose link leads nowhere yet, lets it lead there', () => {
    const files = { 'index.html': pageWith('<p><a href="#!">old@acme.example</a></p>') };
    expect(after('My email is new@acme.example', files)).toContain(
      '<a href="mailto:new@acme.example">new@acme.example</a>',
    );
  });

  it('given a site that tells none, says so', () => {
    expect(ask('Change the phone number to 555 0134 33', { 'index.html': pageWith('<p>Hello</p>') })).toMatchObject({
      type: 'declined',
      message: expect.stringContaining('No page tells a phone number'),
    });
  });
});
