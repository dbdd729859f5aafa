import { describe, expect, it } from 'vitest';
import { costWords, partWords, shareWords } from './explain-words.ts';

const part = { title: 'h1', path: 'index.html', place: null, excerpt: '', conditions: [], writtenBy: [] };

describe('An explanation', () => {
  it.each([
    [{ ...part, what: 'markup' }, 'The element h1'],
    [{ ...part, what: 'text' }, 'Its words'],
    [{ ...part, what: 'rule', title: '.big', conditions: ['@media print'] }, 'The style rule .big, @media print'],
    [{ ...part, what: 'image', title: 'a.png' }, 'The picture a.png'],
    [{ ...part, what: 'script', title: 'site.js' }, 'The script site.js'],
  ] as const)('names its parts', (named, words) =>
    expect(partWords({ ...named, conditions: [...named.conditions], writtenBy: [] })).toBe(words),
  );

  it('says how much, and at what cost', () => {
    expect([0.001, 0.256].map(shareWords)).toEqual(['less than 1 %', '26 % of it']);
    const cost = { usd: 0.061, tokensIn: 18_000, tokensOut: 240, agent: 'a', model: 'm' };
    expect(costWords(cost)).toBe('18,240 tokens, $0.06');
    expect(costWords({ ...cost, model: null })).toBe('no model');
  });
});
