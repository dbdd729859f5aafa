import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const body = [
  '<h1>Oak and Ash</h1>',
  '<section id="team"><h2>Our people</h2><ul>',
  '<li><h3>Ida Lund</h3><p>Carpenter, since the first day.</p></li>',
  '<li><h3>Omar Said</h3><p>Paints, and answers the phone.</p></li>',
  '</ul></section>',
  '<section id="care"><h2>Care</h2><p>Repairs are free for ten years. The tram stops outside.</p></section>',
  '<footer><p>Oak and Ash, 555 0134 11</p></footer>',
].join('\n');
const site = { 'index.html': pageWith(body) };

describe('a change read back before it counts', () => {
  it.each([
    ['names somebody who has nothing to do with it', 'The number of Mr. Moss is wrong, it should be 555 0199 22'],
    ['names a second thing that would be left out', 'Replace Our people with Crew and say "We build."'],
    ['owns what it would overwrite', `Change Ida's quote to "I like wood."`],
    ['would say words twice', 'Repairs are free for many years now, not ten'],
    ['would take the place of a half word', 'Our tram stop has been renamed Elm Road, and is two minutes away'],
    [
      'speaks of somebody who has a card of his own, and would change elsewhere',
      `Change the title of Omar's talk to "Dark"`,
    ],
    ['tells an amount where there is none', 'Ida Lund is 12 € now'],
  ])('given a sentence that %s, when it is asked, then nothing changes', (_, said) => {
    expect(ask(said, site).type).not.toBe('changed');
  });

  it('given a sentence that says in which part of the page, when it stands elsewhere only, then nothing changes', () => {
    expect(ask('Change "Care" in the footer to "Repairs"', site)).toMatchObject({
      type: 'declined',
      message: expect.stringContaining('footer'),
    });
  });

  it.each([
    ['Change Ida Lund to Ida Berg', '<h3>Ida Berg</h3>'],
    ['Change "ten years" to "twelve years"', 'free for twelve years.'],
    [`Change Omar's text to "Paints."`, '<h3>Omar Said</h3><p>Paints.</p>'],
    ['Rename Prices to Costs in the menu', '<a href="#prices">Costs</a>'],
  ])(
    'given a sentence all of which the change has to do with, when "%s" is asked, then it is done',
    (said, expected) => {
      expect(after(said, site)).toContain(expected);
    },
  );
});
