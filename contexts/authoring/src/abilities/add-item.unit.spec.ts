import { describe, expect, it } from 'vitest';
import { after, pageWith } from '../../testing/ask.ts';

const step = (date: string, name: string, text: string): string =>
  `<li>\n<h4>${date}</h4>\n<h4>${name}</h4>\n<p>${text}</p>\n</li>`;
const timeline = (...steps: string[]): string => `<h2>History</h2>\n<ul class="timeline">\n${steps.join('\n')}\n</ul>`;
const tools = (...items: string[]): string => `<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`;
const service = (name: string, text: string): string => `<div class="col">\n<h3>${name}</h3>\n<p>${text}</p>\n</div>`;
const table = '<table class="facts">\n<tbody>\n<tr><td>Weight</td><td>3 kg</td></tr>\n</tbody>\n</table>';

describe('adding to rows of things', () => {
  it('given a menu, when a last entry with an address is told, then it is added and none renamed', () => {
    const text = after('New last entry in the menu: Blog, goes to https://blog.example/', {
      'index.html': pageWith('<p>Hello.</p>'),
    });
    expect(text).toContain(
      '<li><a href="#contact">Contact</a></li>\n<li><a href="https://blog.example/">Blog</a></li>',
    );
  });

  it('given a timeline, when a step is told with date, headline and text, then each stands in its place', () => {
    const steps = [step('May 2001', 'Founded', 'In a shed.'), step('June 2010', 'Moved', 'To a house.')];
    const text = after('Add one more step before June 2010: March 2005, headline "First van", text "It was red."', {
      'index.html': pageWith(timeline(...steps)),
    });
    expect(text).toBe(
      pageWith(timeline(steps[0] ?? '', step('March 2005', 'First van', 'It was red.'), steps[1] ?? '')),
    );
  });

  it('given a list of links, when words shall follow the link, then they stand outside it', () => {
    const items = ['<a href="https://a.example">Anvil</a> (smithy)', '<a href="https://b.example">Bell</a>'];
    const text = after(
      'Please list our tool, right behind Anvil: "Clock" linked to https://c.example followed by (time keeper)',
      { 'index.html': pageWith(tools(...items)) },
    );
    expect(text).toBe(
      pageWith(tools(items[0] ?? '', '<a href="https://c.example">Clock</a> (time keeper)', items[1] ?? '')),
    );
  });

  it('given cards, when the story says what is new, then "it" is added with its text', () => {
    const both = [service('Soap', 'Clean.'), service('Oil', 'Smooth.')];
    const text = after("We do Candles too now. Add it as a third service behind Oil with the text 'Bright.'", {
      'index.html': pageWith(`<div class="row">\n${both.join('\n')}\n</div>`),
    });
    expect(text).toBe(pageWith(`<div class="row">\n${[...both, service('Candles', 'Bright.')].join('\n')}\n</div>`));
  });

  it('given a table, when it wants a row of headings, then it has them; with too many nothing is done', () => {
    const files = { 'index.html': pageWith(table) };
    expect(after('The facts table wants a heading row on top: Property, Value.', files)).toContain(
      '<thead><tr><th>Property</th><th>Value</th></tr></thead>',
    );
    expect(() => after('The facts table wants a heading row on top: A, B, C.', files)).toThrow('declined');
  });
});
