import { isForPage } from '../understanding/for-page.ts';
import { editPage, escapeText, type Page } from '../html/page.ts';
import { insertAtEnd } from '../html/insert.ts';
import { rewriteRange } from '../html/rewrite-text.ts';
import { footerOf, footerText } from '../site/landmarks.ts';
import type { Change } from '../site/site.ts';
import { assignmentsOf, isQuoted, targetPhrase, valueText } from '../understanding/wish.ts';
import type { Capability, SetFooter } from './intent.ts';
import { listPaths, noPage, pagesInScope } from './pages-in-scope.ts';

const whole =
  /^(?:(?:footer|bottom|page footer|site footer)(?: (?:text|line|note|copy|message|content))?|(?:text|line|note|words) (?:in|at|of|on) the (?:footer|bottom(?: of the page)?)|footer(?: text)? (?:at|on) the bottom)$/;
const owner =
  /^(?:(?:footer )?copyright(?: (?:text|line|notice|note|message|statement|holder|owner|name|info))?(?: in the footer)?|copyright in the footer)$/;
const year =
  /^(?:(?:copyright|footer) year|year (?:in|of) the (?:footer|copyright(?: (?:line|notice|text))?)|date in the footer)$/;
const mark = /^\s*(?:copyright\s*)?(?:©|\(c\))?\s*/i;

export const setFooter: Capability<SetFooter> = {
  topics: ['footer', 'copyright', 'bottom', 'year', 'line'],

  examples: (site) =>
    site.home && footerText(site.home)
      ? ['Change the footer text to "© My Company. All rights reserved."', 'Change the copyright year to 2030']
      : [],

  recognise: (wish) =>
    assignmentsOf(wish).flatMap(({ target, value, loose }) => {
      const phrase = targetPhrase(target);
      const part = whole.test(phrase) ? 'text' : owner.test(phrase) ? 'owner' : year.test(phrase) ? 'year' : undefined;
      if (part === undefined || !isForPage(value) || (loose && !isQuoted(value))) return [];
      const words = valueText(wish, value);
      // "The footer should say 2027" leaves whose it is.
      if (part === 'text' && /^(?:19|20)\d\d$/.test(words))
        return [{ intent: { type: 'set-footer', scope: wish.scope, part: 'year', words }, score: 0.93 } as const];
      if (part === 'year' && !/^\d{4}(?:\s*[-–]\s*\d{4})?$/.test(words)) return [];
      return [{ intent: { type: 'set-footer', scope: wish.scope, part, words }, score: 0.93 } as const];
    }),

  apply: (site, { scope, part, words }) => {
    const pages = pagesInScope(site, scope, 'all');
    if (pages.length === 0) return noPage(site, scope);
    const changes = pages.flatMap((page) => rewriteFooter(page, part, words));
    if (changes.length > 0)
      return {
        type: 'done',
        changes,
        summary: `Footer: now "${changes[0]?.said}" in ${listPaths(changes.map(({ path }) => path))}.`,
      };
    const said = pages.map(footerText).find((run) => run !== undefined)?.text;
    return {
      type: 'unable',
      reason:
        said === undefined
          ? 'I find no copyright line or footer text to change.'
          : `The footer already says "${said}".`,
    };
  },
};

const rewriteFooter = (page: Page, part: SetFooter['part'], words: string): (Change & { said: string })[] => {
  const run = footerText(page);
  if (run === undefined) return part === 'year' ? [] : [addFooter(page, words)];
  const said = wordsFor(run.text, part, words);
  if (said === undefined || said === run.text) return [];
  const bytes = editPage(page, (source) => rewriteRange(source, page, { run, start: 0, end: run.text.length }, said));
  return [
    { path: page.path, bytes, said, detail: `Changed in ${page.path}: the footer from "${run.text}" to "${said}"` },
  ];
};

const wordsFor = (old: string, part: SetFooter['part'], words: string): string | undefined => {
  if (part === 'text') return words;
  if (part === 'year') {
    const years = /\d{4}(?:\s*[-–]\s*\d{4})?/;
    return years.test(old) ? old.replace(years, words) : undefined;
  }
  return /©|\(c\)|copyright/i.test(words) ? words : `${mark.exec(old)?.[0] || '© '}${words}`;
};

const addFooter = (page: Page, words: string): Change & { said: string } => {
  const footer = footerOf(page);
  const text = `<p>${escapeText(page, words)}</p>`;
  const bytes = editPage(page, (source) => {
    if (footer === undefined) insertAtEnd(source, page, page.body, `<footer>${text}</footer>`);
    else insertAtEnd(source, page, footer, text);
  });
  return { path: page.path, bytes, said: words, detail: `Added to ${page.path}: a footer that says "${words}"` };
};
