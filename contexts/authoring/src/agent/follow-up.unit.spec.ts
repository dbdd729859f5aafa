import { describe, expect, it } from 'vitest';
import { followUp, type PastBuild } from './follow-up.ts';

const after = (prompt: string): readonly PastBuild[] => [
  { build: 'b1', prompt, summary: '', sourceVersion: 1, version: 2 },
];
const said = (prompt: string, last: string): string | undefined => {
  const read = followUp(prompt, after(last));
  return read.type === 'said-again' ? read.prompt : undefined;
};

describe('a message after another', () => {
  it.each([
    'Make the links dark green',
    'Make the headings bigger',
    'Change the button that says Send to Go',
    'Make these cards red',
    'Add an FAQ page and link it in the menu',
    'Remove the map',
  ])('given that it names what it is for, stands for itself: %s', (prompt) => {
    expect(said(prompt, 'Change the footer text to "Bergen"')).toBeUndefined();
    expect(said(prompt, 'Make the intro text blue')).toBeUndefined();
  });

  it.each([
    ['Make it bigger', 'Make the intro text bigger'],
    ['bigger', 'make the intro text bigger'],
    ['And a bit bolder please', 'make the intro text bolder please'],
    ['Move that to the top', 'Move the intro text to the top'],
  ])('given that it names nothing, speaks of what the one before spoke of: %s', (prompt, full) => {
    expect(said(prompt, 'Make the intro text blue')?.toLowerCase()).toBe(full.toLowerCase());
  });

  it.each([
    [
      'and also in the description of that page for google',
      'change the meta description of the soup page to "Ten soups"',
    ],
    ['In the title too', 'change the title of the soup page to "Ten soups"'],
  ])('given that it names another place, means the same words: %s', (prompt, full) => {
    expect(said(prompt, 'The soup page should say Ten soups at the top')).toBe(full);
    expect(said(prompt, 'The heading of the soup page should say "Ten soups"')).toBe(full);
  });
});
