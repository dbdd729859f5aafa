import { describe, expect, it } from 'vitest';
import { searchTextOf } from './search-text.ts';

describe('what an event is found by', () => {
  it('is its type, the words of the pages, its version and its texts', () => {
    const data = {
      site: 's1',
      version: 22,
      target: 'live',
      digest: 'a'.repeat(64),
      reason: 'Für Weihnachten',
      by: 'ada',
    };
    expect(searchTextOf('VersionPromoted', data).split('\n')).toEqual([
      'version promoted',
      'published',
      'version 22',
      'live',
      'fur weihnachten',
    ]);
  });

  it('is none of the ids and digests, at any depth', () => {
    const data = { build: 'b77', artifact: { digest: 'f'.repeat(64), size: 3 }, choices: ['Left', 'Right'] };
    expect(searchTextOf('BuildClarificationAsked', data)).toBe('build clarification asked\nleft\nright');
  });

  it('finds a question by its words, though a question may also be an id', () => {
    expect(searchTextOf('X', { question: 'Which title?' })).toContain('which title?');
    expect(searchTextOf('X', { question: 'q0a1' })).toBe('x');
  });
});
