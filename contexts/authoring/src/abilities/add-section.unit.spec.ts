import { describe, expect, it } from 'vitest';
import { after, pageWith } from '../../testing/ask.ts';

const part = (name: string, content: string): string =>
  `<section id="${name.toLowerCase()}">\n<h2>${name}</h2>\n${content}\n</section>`;
const [work, team] = [part('Work', '<p>We work.</p>'), part('Team', '<p>We are two.</p>')];
const files = { 'index.html': pageWith(`${work}\n${team}`) };

describe('new sections', () => {
  it('given two sections, when one between them is told in two sentences, then it stands there', () => {
    expect(
      after('Between Work and Team I would like a section Prices. One sentence is enough: Cheap as chips.', files),
    ).toBe(pageWith(`${work}\n${part('Prices', '<p>Cheap as chips.</p>')}\n${team}`));
  });

  it('given sections, when one with a list is asked for, then it holds the list', () => {
    expect(
      after('Insert a Prices section between Work and Team. Heading: Prices. Three items: Cup 4, Pot 9, Lid 2.', files),
    ).toBe(pageWith(`${work}\n${part('Prices', '<ul><li>Cup 4</li><li>Pot 9</li><li>Lid 2</li></ul>')}\n${team}`));
  });

  it('given a section that is there, when it shall be put before another, then it is moved and none is made', () => {
    expect(after('Put the "Team" section before the "Work" section', files)).toBe(pageWith(`${team}\n${work}`));
  });

  it('given what visitors look for with its words, then it is a section of its own', () => {
    expect(after('Please add our opening hours: Monday to Friday, 7 to 18', files)).toBe(
      pageWith(
        `${work}\n${team}\n${part('Team', '<p>Monday to Friday, 7 to 18</p>').replace('id="team"', 'id="opening-hours"').replace('Team', 'Opening hours')}`,
      ),
    );
  });
});
