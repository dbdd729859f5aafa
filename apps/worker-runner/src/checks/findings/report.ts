import type { CheckFinding, CheckReport } from '@pagewright/sites';
import { NARROW, type PageReport, WIDE } from '../visit/page-report.ts';
import { findingsOf } from './find.ts';

/** `left`: pages that were not looked at. What `parent` has too is not fresh; without one, everything is. */
export const reportOf = (pages: readonly PageReport[], left: number, parent: CheckReport | undefined): CheckReport => {
  const known = new Set(parent?.findings.map(keyOf));
  return {
    pages: pages.map(({ path, load }) => ({ path, state: load.type })),
    left,
    widths: [WIDE, NARROW],
    findings: pages.flatMap(findingsOf).map((found) => ({ ...found, fresh: !known.has(keyOf(found)) })),
  };
};

/** A page that does not load speaks against every version; the rest only against the one that brought it. */
export const speaksAgainst = ({ level, rule, fresh }: CheckFinding): boolean =>
  level !== 'note' && (fresh || rule === 'load');

export const verdictOf = ({ findings }: CheckReport): 'passed' | 'warned' | 'failed' => {
  const against = findings.filter(speaksAgainst);
  if (against.length === 0) return 'passed';
  return against.some(({ level }) => level === 'error') ? 'failed' : 'warned';
};

const keyOf = ({ page, rule, detail }: Pick<CheckFinding, 'page' | 'rule' | 'detail'>): string =>
  JSON.stringify([page, rule, detail]);
