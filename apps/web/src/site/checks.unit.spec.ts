import { describe, expect, it } from 'vitest';
import { checkLines, checksBadge, checksWord, type Finding } from './checks.ts';

const finding = (rule: string, more: Partial<Finding> = {}): Finding => ({
  page: 'index.html',
  rule,
  level: 'warning',
  message: 'It is so',
  advice: 'Do that',
  fix: null,
  fresh: true,
  ...more,
});
const page = (path: string, state: 'loaded' | 'cut-off' = 'loaded') => ({ path, state, screenshots: [] });
const seen = (findings: readonly Finding[], pages = [page('index.html'), page('about.html')]) => ({
  pages,
  widths: [1_280, 390],
  findings: [...findings],
});
const texts = (...args: Parameters<typeof seen>): string[] => checkLines(seen(...args)).map(({ text }) => text);

describe('What the checks say before a version is published', () => {
  it('is good news in three lines', () => {
    expect(texts([])).toEqual(['2 pages load at 1280 and 390 px', 'No new script errors', 'No missing files']);
  });
  it('names what speaks against it, and counts the rest', () => {
    const found = [finding('script-error', { level: 'error' }), finding('missing-file'), finding('image-alt')];
    expect(texts(found)).toEqual([
      '2 pages load at 1280 and 390 px',
      '1 new script error',
      '1 file is missing',
      '1 more thing to look at',
    ]);
  });
  it('leaves out notes and what the version before had too', () => {
    expect(texts([finding('outside', { level: 'note' }), finding('image-alt', { fresh: false })])).toHaveLength(3);
  });
  it('says of a page that does not load, also when it never did', () => {
    const found = [finding('load', { level: 'error', fresh: false })];
    expect(texts(found, [page('index.html', 'cut-off')])[0]).toBe('1 of 1 page does not load');
  });
});

describe('The findings of a version', () => {
  it('are counted on the tab only when there are any', () => {
    const summary = { state: 'warned' as const, reason: null, at: null };
    expect(checksBadge({ ...summary, count: 2 })).toEqual({ count: 2, tone: 'warn' });
    expect(checksBadge({ ...summary, count: 0 })).toEqual({});
    expect(checksBadge(undefined)).toEqual({});
    expect(checksWord({ ...summary, count: 2 }).word).toBe('2 to look at');
  });
});
