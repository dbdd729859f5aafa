import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const dish = (name: string, price: string, text: string): string =>
  `<li><h3>${name}</h3> <b>${price}</b> <p>${text}</p></li>`;
const list = (heading: string, ...dishes: string[]): string =>
  `<section>\n<h2>${heading}</h2>\n<ul>\n${dishes.join('\n')}\n</ul>\n</section>`;
const soups = [dish('Leek', '80', 'With cream'), dish('Pea', '85', 'Cold, with mint')];
const sweets = [dish('Plums', '70', 'In rum'), dish('Custard', '75', 'Burnt')];
const food = pageWith(`${list('Soups', ...soups)}\n${list('Sweet', ...sweets)}`);
const person = (name: string, role: string, more: string): string =>
  `<div class="who"><img src="a.png" alt="${name}"><h4>${name}</h4><p>${role}</p>${more}<a href="mailto:a@b.example?subject=${name}">Write</a></div>`;
const people = [person('Ada', 'Cook, Oslo', '<p>Sings.</p>'), person('Bo', 'Baker, Rome', '<p>Hums.</p>')];
const team = pageWith(`<h1>Our team</h1>\n<div>\n${people.join('\n')}\n</div>`);
const files = { 'index.html': food, 'team.html': team };

describe('one more entry, made after its neighbours', () => {
  it.each([
    ['new soup: Onion, with cheese, 90', soups[1], dish('Onion', '90', 'With cheese')],
    ['We have a new dessert: Tart, apples and nuts, 95 kr', sweets[1], dish('Tart', '95', 'Apples and nuts')],
    ['Add Onion to the soups. With cheese. 90', soups[1], dish('Onion', '90', 'With cheese')],
  ])('given lists with headings, when "%s" is said, then it is in that list as the others are', (said, last, fresh) => {
    expect(after(said, files)).toBe(food.replace(last ?? '', `${last}\n${fresh}`));
  });

  it('given a page of people, when somebody is added, then nothing of the neighbour is left', () => {
    expect(after('Add Cy Dale to the team. Waiter, Bonn', files, 'team.html')).toContain(
      '<div class="who"><img src="a.png" alt="Cy Dale"><h4>Cy Dale</h4><p>Waiter, Bonn</p><a href="mailto:a@b.example">Write</a></div>',
    );
  });

  it('given no list of that kind, when one more is told, then nothing changes', () => {
    expect(ask('new tractor: Fendt, green, 90', files).type).toBe('declined');
  });

  it('given two lists of that name, when one more is told, then it is asked which is meant', () => {
    const two = pageWith(`${list('Soups', ...soups)}\n${list('Soups', ...sweets)}`);
    expect(ask('new soup: Onion, with cheese, 90', { 'index.html': two }).type).toBe('asked');
  });
});
