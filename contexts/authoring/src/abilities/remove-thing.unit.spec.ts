import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const card = (name: string): string => `<div class="card">\n<h3>${name}</h3>\n<p>All about it.</p>\n</div>`;
const cards = `<div class="row">\n${card('Soap')}\n${card('Brushes')}\n${card('Oil')}\n</div>`;
const row = (a: string, b: string): string => `<tr><td>${a}</td><td>${b}</td></tr>`;
const table = (title: string): string =>
  `<h2>${title}</h2>\n<table>\n${row('Hammer', 'steel')}\n${row("Miller's Saw", 'iron')}\n</table>`;
const section = '<section id="prices">\n<h2>Prices</h2>\n<p>Cheap.</p>\n</section>';
const icons = `<footer class="footer">\n${['facebook', 'twitter', 'github', 'linkedin']
  .map((name) => `<a class="btn" href="https://${name}.example/acme"><i class="fab fa-${name}"></i></a>`)
  .join('\n')}\n</footer>`;
const form =
  '<form>\n<div class="field">\n<label for="fax">Fax number</label>\n<input id="fax" type="text">\n</div>\n<div class="field">\n<label for="mail">E-mail</label>\n<input id="mail" type="email">\n</div>\n<select name="by"><option>Letter</option><option>Pigeon</option></select>\n</form>';

describe('taking things away', () => {
  it('given cards, when one is named by its heading, then the whole card goes', () => {
    expect(after('Take the Brushes card off the page.', { 'index.html': pageWith(cards) })).toBe(
      pageWith(cards.replace(`\n${card('Brushes')}`, '')),
    );
  });

  it('given cards, when two are listed in one breath, then both go', () => {
    expect(after('Kick out the Soap card and the Oil card', { 'index.html': pageWith(cards) })).toBe(
      pageWith(`<div class="row">\n${card('Brushes')}\n</div>`),
    );
  });

  it('given a section, when it is named by its heading alone, then all of it goes', () => {
    expect(after('Remove the prices', { 'index.html': pageWith(`<h1>Shop</h1>\n${section}`) })).not.toContain('Cheap.');
  });

  it('given a heading that says much besides, when a thing is named that only it mentions, then it stays', () => {
    const days =
      '<section><h2>Sunday 6 June: talks</h2><ol><li><h3>Soup</h3></li><li><h3>Sauna</h3></li></ol></section>';
    expect(ask('Take her talk off the page', { 'index.html': pageWith(days) }).type).not.toBe('changed');
  });

  it('given cards of a section called alike, when one is named, then only that card goes', () => {
    const services = `<section id="services"><h2>Our services</h2>\n${cards}</section><section id="more"><h2>More</h2></section>`;
    expect(after('Remove the service Brushes', { 'index.html': pageWith(services) })).toBe(
      pageWith(services.replace(`\n${card('Brushes')}`, '')),
    );
  });

  it('given a section with an entry in the menu, when it shall go with its entry, then both go', () => {
    const text = after('Drop the prices section together with its entry in the menu', {
      'index.html': pageWith(section),
    });
    expect(text).not.toContain('Cheap.');
    expect(text).not.toContain('#prices');
    expect(text).toContain('#work');
  });

  it('given two tables alike, when a row is told by what it is about and by its table, then that row goes', () => {
    const body = `${table('Old tools')}\n${table('New tools')}`;
    const text = after("New tools: kick out the line about Miller's Saw", { 'index.html': pageWith(body) });
    expect(text).toBe(
      pageWith(`${table('Old tools')}\n${table('New tools').replace(`\n${row("Miller's Saw", 'iron')}`, '')}`),
    );
  });

  it('given four icons, when two of them shall go whose names were said before, then only these go', () => {
    const text = after(
      'We are neither on Facebook nor on Twitter any longer, so those two icons in the footer can go',
      { 'index.html': pageWith(icons) },
    );
    expect(text).not.toMatch(/facebook|twitter/);
    expect(text).toMatch(/github[\s\S]*linkedin/);
  });

  it('given a story before the wish, when the wish speaks of this choice, then it is the one of the story', () => {
    const text = after('Nobody uses Pigeon, remove this choice', { 'index.html': pageWith(form) });
    expect(text).toBe(pageWith(form.replace('<option>Pigeon</option>', '')));
  });

  it('given a field, when it is not wanted, then it goes with its label', () => {
    const text = after('I do not want the field "Fax number"', { 'index.html': pageWith(form) });
    expect(text).not.toMatch(/fax/i);
    expect(text).toContain('E-mail');
  });

  it('given nothing of that name, when it shall go, then nothing is changed', () => {
    expect(ask('Remove the Tractor card', { 'index.html': pageWith(cards) }).type).toBe('declined');
  });

  it('given cards with a picture and a price, when one is named, then all of it goes and not its picture alone', () => {
    const card = (name: string, file: string): string =>
      `<li><img src="${file}.webp" alt="One on a floor"><h3>${name} <span>3,200 kr</span></h3><p>Ash</p></li>`;
    const html = after('Remove the Fell stool', {
      'index.html': pageWith(`<ul>${card('Fell stool', 'fell-stool')}${card('Long bench', 'long-bench')}</ul>`),
    });
    expect(html).not.toMatch(/fell-stool|Fell stool/);
    expect(html).toContain('Long bench');
  });
});
