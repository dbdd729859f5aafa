import type { Checks, ChecksSummary } from '../api/types.ts';

export type Finding = Checks['findings'][number];

/** What the tab says beside its name: how many findings speak against the version. */
export const checksBadge = (
  checks: ChecksSummary | undefined,
): { readonly count: number; readonly tone: 'warn' } | {} =>
  checks && checks.count > 0 ? { count: checks.count, tone: 'warn' } : {};

/** Speaks against the version, as the server counts it. */
export const speaksAgainst = ({ level, rule, fresh }: Finding): boolean =>
  level !== 'note' && (fresh || rule === 'load');

/** The state of the checks in a word or two. */
export const checksWord = ({ state, count }: ChecksSummary): { readonly word: string; readonly tone: Tone } => {
  switch (state) {
    case 'pending':
      return { word: 'Pending', tone: 'plain' };
    case 'unavailable':
      return { word: 'Not checked', tone: 'warn' };
    case 'passed':
      return { word: 'Passed', tone: 'ok' };
    case 'warned':
      return { word: `${count} to look at`, tone: 'warn' };
    case 'failed':
      return { word: `${count} to mend`, tone: 'bad' };
  }
};

type Tone = 'plain' | 'ok' | 'warn' | 'bad';

export interface CheckLine {
  readonly tone: 'ok' | 'warn' | 'bad';
  readonly text: string;
}

/** The four things that whoever publishes wants to know: in a line each, what is wrong before what is right. */
export const checkLines = ({ pages, widths, findings }: Pick<Checks, 'pages' | 'widths' | 'findings'>): CheckLine[] => {
  const against = findings.filter(speaksAgainst);
  const count = (...rules: readonly string[]): number => against.filter(({ rule }) => rules.includes(rule)).length;
  const loaded = pages.filter(({ state }) => state === 'loaded').length;
  const at = `at ${widths.join(' and ')} px`;
  const stuck = pages.length - loaded;
  const errors = count('script-error', 'console-error');
  const missing = count('missing-file');
  const rest = against.length - count('load') - errors - missing;
  const lines: CheckLine[] = [
    stuck > 0
      ? { tone: 'bad', text: `${stuck} of ${plural(pages.length, 'page')} ${stuck === 1 ? 'does' : 'do'} not load` }
      : { tone: 'ok', text: `${plural(loaded, 'page')} ${loaded === 1 ? 'loads' : 'load'} ${at}` },
    errors > 0
      ? { tone: 'bad', text: `${plural(errors, 'new script error')}` }
      : { tone: 'ok', text: 'No new script errors' },
    missing > 0
      ? { tone: 'warn', text: missing === 1 ? '1 file is missing' : `${missing} files are missing` }
      : { tone: 'ok', text: 'No missing files' },
    ...(rest > 0 ? [{ tone: 'warn' as const, text: `${plural(rest, 'more thing')} to look at` }] : []),
  ];
  return lines;
};

const plural = (count: number, thing: string): string => (count === 1 ? `1 ${thing}` : `${count} ${thing}s`);
