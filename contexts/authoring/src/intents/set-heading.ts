import { isForPage } from '../understanding/for-page.ts';
import { textOf, type Element } from '../html/elements.ts';
import { editPage, type Page } from '../html/page.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import { headingsOf, mainHeading, subheading } from '../site/landmarks.ts';
import type { Change } from '../site/site.ts';
import { wordsAtTop } from '../understanding/at-the-top.ts';
import { ordinal } from '../understanding/ordinals.ts';
import { assignmentsOf, bareTarget, isQuoted, targetPhrase, valueText } from '../understanding/wish.ts';
import type { Capability, HeadingChoice, Performance, Reading, SetHeading } from './intent.ts';
import { noPage, pagesInScope } from './pages-in-scope.ts';

const name = '(?:heading|headline|header|h([1-6]))';
const main = new RegExp(
  `^(?:(?:main|page|top|big|hero|banner|first|primary|large|welcome|intro|masthead) )*(?:heading|headline|header text|banner text|hero text|h1)(?: text)?$`,
);
const below =
  /^(?:(?:main|page|hero|banner|site) )*(?:sub-?(?:heading|title|headline|header)|tag ?line|slogan|strap ?line|motto|lead text)(?: text)?$/;
const counted = new RegExp(`^(\\S+)(?: (?:level )?)${name}$`);

export const setHeading: Capability<SetHeading> = {
  topics: ['heading', 'headings', 'headline', 'header', 'h1', 'h2', 'h3', 'section', 'subtitle', 'tagline'],

  examples: (site) => {
    if (site.home === undefined) return [];
    const headings = headingsOf(site.home);
    const other = headings
      .map(textOf)
      .find((text, _, all) => text.length < 40 && !text.includes('"') && all.indexOf(text) === all.lastIndexOf(text));
    return [
      ...(mainHeading(site.home) ? ['Change the main heading to "Welcome"'] : []),
      ...(other === undefined ? [] : [`Change the heading "${other}" to "What we do"`]),
    ];
  },

  recognise: (wish) => {
    const said = assignmentsOf(wish).flatMap((assignment): Reading<SetHeading>[] => {
      if (!isForPage(assignment.value)) return [];
      const which = choiceOf(assignment.target);
      if (which === undefined) return [];
      const words = valueText(wish, assignment.value);
      if (assignment.loose && !isQuoted(assignment.value) && !/^\p{Lu}/u.test(words)) return [];
      const score = assignment.loose ? 0.75 : 0.9;
      return [{ intent: { type: 'set-heading', scope: wish.scope, which, words }, score }];
    });
    const atTop = wish.scope.type === 'page' ? wordsAtTop(wish.clause) : undefined;
    if (atTop !== undefined)
      said.push({
        intent: { type: 'set-heading', scope: wish.scope, which: { by: 'main' }, words: valueText(wish, atTop) },
        score: 0.92,
      });
    const which = choiceOf(bareTarget(wish) ?? '');
    if (said.length > 0 || which === undefined) return said;
    return [{ intent: { type: 'set-heading', scope: wish.scope, which, words: undefined }, score: 0.6 }];
  },

  apply: (site, intent) => {
    const { scope, which, words } = intent;
    const pages = pagesInScope(site, scope, 'home');
    if (pages.length === 0) return noPage(site, scope);
    const found = pages.flatMap((page) => headingsMeant(page, which).map((heading) => ({ page, heading })));
    if (found.length === 0) return { type: 'unable', reason: notFound(pages) };
    if (words === undefined) return ask(intent, found[0]?.heading);
    const open = found.filter(({ heading }) => textOf(heading) !== words);
    if (open.length === 0) return { type: 'unable', reason: `That heading already says "${words}".`, already: true };
    const changes = pages.flatMap((page) =>
      rewrite(
        page,
        open.filter((one) => one.page === page).map(({ heading }) => heading),
        words,
      ),
    );
    return { type: 'done', changes, summary: `${changes.map(({ detail }) => detail).join('; ')}.` };
  },
};

const ask = (intent: SetHeading, heading: Element | undefined): Performance => ({
  type: 'unclear',
  question: `What shall the heading say?${heading === undefined ? '' : ` It says "${textOf(heading)}" now.`}`,
  choices: [],
  inWords: (words) => ({ ...intent, words }),
});

const choiceOf = (target: string): HeadingChoice | undefined => {
  const phrase = targetPhrase(target);
  if (main.test(phrase) && !/^first h[2-6]$/.test(phrase)) return { by: 'main' };
  if (below.test(phrase)) return { by: 'subheading' };
  const only = /^h([2-6])(?: heading)?$/.exec(phrase)?.[1];
  if (only !== undefined) return { by: 'position', position: 1, level: Number(only) };
  const [, count = '', level] = counted.exec(phrase) ?? [];
  const position = ordinal(count);
  if (position === undefined) return undefined;
  return { by: 'position', position, ...(level === undefined ? {} : { level: Number(level) }) };
};

const headingsMeant = (page: Page, which: HeadingChoice): Element[] => {
  switch (which.by) {
    case 'main':
      return [mainHeading(page)].filter((heading) => heading !== undefined);
    case 'subheading':
      return [subheading(page)].filter((heading) => heading !== undefined);
    case 'position': {
      const headings = headingsOf(page).filter(
        ({ tagName }) => which.level === undefined || tagName === `h${which.level}`,
      );
      const one = headings.at(which.position < 0 ? which.position : which.position - 1);
      return one === undefined ? [] : [one];
    }
  }
};

const rewrite = (page: Page, headings: readonly Element[], words: string): Change[] => {
  if (headings.length === 0) return [];
  const bytes = editPage(page, (source) => {
    for (const heading of headings) rewriteElement(source, page, heading, words);
  });
  const old = headings.map((heading) => `"${textOf(heading)}"`).join(', ');
  return [{ path: page.path, bytes, detail: `Changed in ${page.path}: the heading ${old} to "${words}"` }];
};

const notFound = (pages: readonly Page[]): string => {
  const headings = pages.flatMap((page) => headingsOf(page).map(textOf));
  const known =
    headings.length === 0
      ? 'There is no heading.'
      : `The headings are: ${[...new Set(headings)]
          .slice(0, 8)
          .map((text) => `"${text}"`)
          .join(', ')}.`;
  return `I find no such heading there. ${known}`;
};
