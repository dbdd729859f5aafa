import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReport } from '@pagewright/sites';
import type { PageReport } from '../visit/page-report.ts';
import { reportOf, speaksAgainst, verdictOf } from './report.ts';

const page = (more: Partial<PageReport> = {}): PageReport => ({
  path: 'index.html',
  load: { type: 'loaded' },
  errors: [],
  missing: [],
  outside: [],
  leavesTo: null,
  dialogs: 0,
  overflow: null,
  imagesWithoutAlt: [],
  barriers: [],
  shots: [],
  thumbnail: null,
  ...more,
});
const scriptError = { source: 'script', text: 'ReferenceError: x is not defined', at: 'site.js, line 3' } as const;
const rules = (pages: readonly PageReport[], parent?: readonly PageReport[]): string[] =>
  reportOf(pages, 0, parent && reportOf(parent, 0, undefined)).findings.map(
    ({ rule, level, fresh }) => `${rule} ${level}${fresh ? '' : ', known'}`,
  );

describe('What is found on pages', () => {
  it('is nothing on a page that is in order', () => {
    const report = reportOf([page()], 0, undefined);
    expect(report.findings).toEqual([]);
    expect(verdictOf(report)).toBe('passed');
  });
  it('fails a version for a page that never ends, and for a script that stops', () => {
    expect(verdictOf(reportOf([page({ load: { type: 'cut-off', why: 'it loops' } })], 0, undefined))).toBe('failed');
    expect(verdictOf(reportOf([page({ errors: [scriptError] })], 0, undefined))).toBe('failed');
  });
  it('warns of the rest', () => {
    const found = page({
      missing: ['a.png'],
      overflow: { width: 512, culprit: 'table' },
      imagesWithoutAlt: ['b.jpg', 'c.jpg'],
      barriers: [{ rule: 'color-contrast', help: 'Elements must have contrast', count: 2, example: 'p.small' }],
      leavesTo: 'https://elsewhere.test/',
      errors: [{ ...scriptError, source: 'console' }],
    });
    const report = reportOf([found], 0, undefined);
    expect(verdictOf(report)).toBe('warned');
    expect(report.findings.filter(speaksAgainst)).toHaveLength(6);
    expect(report.findings.find(({ rule }) => rule === 'image-alt')?.message).toBe(
      '2 images of index.html have no alt text',
    );
  });
  it('only notes what a page asks other sites for, what opens by itself, and what fails for want of their scripts', () => {
    const found = page({
      outside: [{ origin: 'cdn.test', kind: 'script' }],
      dialogs: 1,
      errors: [scriptError],
    });
    expect(rules([found])).toEqual(['script-error note', 'dialog note', 'outside note']);
    expect(verdictOf(reportOf([found], 0, undefined))).toBe('passed');
  });
  it('does not count against a version what its parent had on the same page', () => {
    const old = page({ errors: [scriptError], missing: ['a.png'] });
    const now = page({ errors: [{ ...scriptError, at: 'site.js, line 9' }], missing: ['a.png', 'b.png'] });
    expect(rules([now], [old])).toEqual([
      'script-error error, known',
      'missing-file warning, known',
      'missing-file warning',
    ]);
    expect(rules([{ ...now, path: 'other.html' }], [old])).not.toContain('script-error error, known');
  });
  it('counts a page that does not load against every version', () => {
    const stuck = page({ load: { type: 'failed', why: 'net::ERR_FAILED' } });
    const report = reportOf([stuck], 0, reportOf([stuck], 0, undefined));
    expect(report.findings).toMatchObject([{ rule: 'load', fresh: false }]);
    expect(verdictOf(report)).toBe('failed');
  });
  it('is always a report that can be read again, and a version is passed against itself but for what does not load', () => {
    const texts = fc.array(fc.string({ maxLength: 9 }), { maxLength: 3 });
    const anyPage = fc.record({
      path: fc.string({ minLength: 1 }),
      errors: fc.array(
        fc.record({ source: fc.constantFrom('script', 'console'), text: fc.string(), at: fc.option(fc.string()) }),
        { maxLength: 3 },
      ),
      missing: texts,
      imagesWithoutAlt: texts,
      dialogs: fc.nat(3),
      leavesTo: fc.option(fc.string()),
      overflow: fc.option(fc.record({ width: fc.nat(), culprit: fc.string() })),
    });
    fc.assert(
      fc.property(fc.array(anyPage, { maxLength: 2 }), fc.nat(), (some, left) => {
        const pages = some.map((more) => page(more));
        const report = reportOf(pages, left, undefined);
        expect(checkReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
        expect(verdictOf(reportOf(pages, left, report))).toBe('passed');
      }),
    );
  });
});
