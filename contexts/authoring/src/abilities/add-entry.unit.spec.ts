import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const dishes = `<section id="sweet"><h2>Sweet</h2>
<ul class="menu">
<li><h3>Plum cake</h3> <span class="price">60</span> <p>With cream</p></li>
<li><h3>Waffle</h3> <span class="price">55</span> <p>With jam</p></li>
</ul></section>`;
const people = `<section id="people"><h2>Who you meet</h2>
<div class="row">
<div class="card"><h3>Ida Lund</h3><p>Baker, Oslo</p><p>Up at three.</p></div>
<div class="card" id="omar"><h3>Omar Said</h3><p>Waiter, Rome</p><p>Up at nine.</p></div>
</div></section>`;
const asked = `<section id="questions"><h2>Before you ask</h2>
<details open><summary>Do you deliver?</summary><p>Yes.</p></details>
<details><summary>Is there parking?</summary><p>No.</p></details>
</section>`;
const shows = `<section><h2>Exhibitions</h2>
<ul>
<li><span>2026</span> <h3>Rooms</h3> <span>Hall, Turku</span></li>
<li><span>2025</span> <h3>Stairs</h3> <span>Barn, Aarhus</span></li>
</ul></section>`;
const site = { 'index.html': pageWith([dishes, people, asked, shows].join('\n')) };

describe('one more of what comes in a row', () => {
  it.each([
    [
      'Add a dessert: Panna cotta, vanilla and berries, 70',
      '\n<li><h3>Panna cotta</h3> <span class="price">70</span> <p>Vanilla and berries</p></li>\n</ul>',
    ],
    [
      'Please add a new dessert called Sorbet, 50, lemon',
      '\n<li><h3>Sorbet</h3> <span class="price">50</span> <p>Lemon</p></li>\n</ul>',
    ],
    [
      'Add Eva Strand to the team. Cook, Bergen. Up at six.',
      '<div class="card"><h3>Eva Strand</h3><p>Cook, Bergen</p><p>Up at six.</p></div>\n</div>',
    ],
    [
      'Add a question: Can I bring a dog? Of course you can.',
      '<details><summary>Can I bring a dog?</summary><p>Of course you can.</p></details>\n</section>',
    ],
    [
      'Add an exhibition in 2027: Doors, Mill, Porto',
      '<li><span>2027</span> <h3>Doors</h3> <span>Mill, Porto</span></li>\n</ul>',
    ],
  ])('given rows of things, when "%s" is asked, then it stands at the end of the row so called', (said, expected) => {
    expect(after(said, site)).toContain(expected);
  });

  it('given cards with a button that writes a letter, when one more is asked for, then the button says the same and names no other', () => {
    const tickets =
      '<section id="tickets"><ul><li><h3>Adult</h3> <p>90 kr</p> <p>All day.</p> <a class="button" href="mailto:a@b.example?subject=Adult">Ask</a></li><li><h3>Child</h3> <p>40 kr</p> <p>Till noon.</p> <a class="button" href="mailto:a@b.example?subject=Child">Ask</a></li></ul></section>';
    expect(after('Add a ticket: Student, 50 kr, all day, no soup', { 'index.html': pageWith(tickets) })).toContain(
      '<li><h3>Student</h3> <p>50 kr</p> <p>All day, no soup.</p> <a class="button" href="mailto:a@b.example">Ask</a></li></ul>',
    );
  });

  it('given a row with prices, when none is told, then it asks for one and adds nothing', () => {
    expect(ask('Add a dessert: Panna cotta, vanilla', site)).toMatchObject({
      type: 'declined',
      message: expect.stringContaining('price'),
    });
  });

  it('given no row of that name, when one more is asked for, then nothing changes', () => {
    expect(ask('Add a sponsor: Acme, since 2020', site).type).not.toBe('changed');
  });
});
