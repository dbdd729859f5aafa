import { describe, expect, it } from 'vitest';
import { openSite } from '../site/site.ts';
import { plainRequest } from './plain-request.ts';
import { spokenText, takeQuotes } from './quotes.ts';
import { readScope } from './scope.ts';
import { splitWishes } from './wishes.ts';

describe('quotes', () => {
  it.each([
    ['say "one" and “two”', ['one', 'two']],
    ["the 'Dogs' page isn't 'It's fine'", ['Dogs', "It's fine"]],
    ['«a b » `c` ""', ['a b', 'c', '']],
    ["don't touch Bob's page", []],
  ])('of %s are %j', (text, expected) => {
    expect(takeQuotes(text).quotes).toEqual(expected);
  });

  it('come back with their marks when a sentence is repeated', () => {
    const { text, quotes } = takeQuotes('change “a” to "b"');
    expect(spokenText(text, quotes)).toBe('change "a" to "b"');
  });
});

describe('a request in plain form', () => {
  it.each([
    ['Could you please change the title to Welcome?', 'change the title to Welcome'],
    ['The title should be Welcome', 'change The title to Welcome'],
    ["I'd like the footer to say Hi, thanks!", 'change the footer to Hi'],
    ['Use Georgia for the headings', 'change the headings to Georgia'],
    ['Title: Welcome', 'change the Title to Welcome'],
    ['please please just set it', 'set it'],
    ['A customer told me that the menu is too small', 'the menu is too small'],
    ['Put the map first in the footer', 'Put the map first in the footer'],
  ])('of "%s" is "%s"', (said, plain) => {
    expect(plainRequest(said)).toBe(plain);
  });
});

const wishesOf = (message: string): string[] =>
  splitWishes(message).map(({ text, quotes }) => spokenText(text, quotes));

describe('wishes of a message', () => {
  it.each([
    ['Change the title to A and add a page called B', ['Change the title to A', 'add a page called B']],
    ['1. Change the title to A\n2) make the links red\n- x', ['Change the title to A', 'make the links red', 'x']],
    ['Change the title to Salt and pepper', ['Change the title to Salt and pepper']],
    ['Change the title to Think big and make it happen', ['Change the title to Think big and make it happen']],
    ['Change the title to A and the footer to B', ['Change the title to A', 'change the footer to B']],
    ['Replace "a" with "b" and "c" with "d"', ['Replace "a" with "b"', 'change "c" with "d"']],
    ['Make the background black and the text white', ['Make the background black', 'make the text white']],
    ['Add a page called A and link it in the menu', ['Add a page called A and link it in the menu']],
    ['Change "x and make the y" to "z. Make the w"', ['Change "x and make the y" to "z. Make the w"']],
    ['  \n … ! ', []],
  ])('"%s" are %j', (message, expected) => {
    expect(wishesOf(message)).toEqual(expected);
  });
});

describe('the pages a sentence speaks of', () => {
  const page = (title: string): Uint8Array =>
    new TextEncoder().encode(`<title>${title}</title><nav><a href="/">Home</a><a href=about.html>Who we are</a></nav>`);
  const site = openSite(
    new Map([
      ['index.html', page('Home')],
      ['about.html', page('Us')],
    ]),
  );

  it.each([
    ['change the homepage title to X', 'index.html', 'change title to X'],
    ["change the about page's heading to X", 'about.html', 'change heading to X'],
    ['change the title to X on the Who we are page', 'about.html', 'change the title to X'],
    ['change the title in about.html to X', 'about.html', 'change the title to X'],
  ])('"%s" is %s', (text, path, rest) => {
    const scoped = readScope(text, site);
    expect(scoped.scope.type === 'page' && scoped.scope.page.path).toBe(path);
    expect(scoped.rest).toBe(rest);
  });

  it.each(['change the title to My home page', 'change the title to Welcome to the about page'])(
    'are left unsaid by "%s"',
    (text) => {
      expect(readScope(text, site)).toEqual({ scope: { type: 'unsaid' }, rest: text });
    },
  );

  it('are all of them when it says everywhere', () => {
    expect(readScope('replace x with y on all pages', site)).toEqual({
      scope: { type: 'site' },
      rest: 'replace x with y',
    });
  });

  it('are none when it names a page that is not there', () => {
    expect(readScope('change the title on the pricing page to X', site).scope).toEqual({
      type: 'unknown',
      name: 'pricing',
    });
  });
});
