import { isForPage } from '../understanding/for-page.ts';
import { textOf, type Element } from '../html/elements.ts';
import { writeTitle } from '../html/head.ts';
import { editPage, type Page } from '../html/page.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import { mainHeading } from '../site/landmarks.ts';
import { titleOf } from '../site/page-names.ts';
import type { Change } from '../site/site.ts';
import {
  assignmentsOf,
  bareTarget,
  isQuoted,
  targetPhrase,
  valueText,
  type Assignment,
  type Wish,
} from '../understanding/wish.ts';
import { newWordsIn } from '../understanding/new-words.ts';
import { toldSentences } from '../understanding/told-sentences.ts';
import type { Capability, SetTitle } from './intent.ts';
import { listPaths, noPage, pagesInScope } from './pages-in-scope.ts';

const kind = '(?:main |page |site |website |web ?site |web ?page |overall )*';
const pageTitle = new RegExp(
  `^(?:${kind}titles?|titles? and (?:the )?(?:main )?(?:heading|headline)|(?:main )?(?:heading|headline) and (?:the )?title|titles? of (?:the |my |our )?(?:site|website|page))$`,
);
const browserTitle =
  /^(?:(?:browser|tab|window|document|html|seo|meta|search)(?: tab)? ?(?:titles?|name)|titles? (?:tag|element)|<title>(?: tag)?|browser tab|tab|titles? (?:in|of) (?:the )?(?:browser|tab)(?: tab)?)$/;

const tab = /\b(?:browser|tab|document|window|html) ?titles?\b|\btitle tag\b|\b(?:browser|the) tabs?\b/i;

export const setTitle: Capability<SetTitle> = {
  topics: ['title', 'titles', 'page', 'name', 'tab', 'browser', 'homepage'],

  examples: (site) => {
    const titled = site.home && (mainHeading(site.home) !== undefined || titleOf(site.home) !== '');
    return titled ? ['Change the homepage title to "Welcome"', 'Change the browser title to "Welcome"'] : [];
  },

  recognise: (wish) => {
    const said = assignmentsOf(wish).flatMap((assignment) => {
      if (!isForPage(assignment.value)) return [];
      const part = partOf(assignment.target);
      if (part === undefined || (assignment.loose && !isName(assignment, wish))) return [];
      const title = valueText(wish, assignment.value);
      return [
        {
          intent: { type: 'set-title', scope: wish.scope, title, part },
          score: assignment.loose ? 0.8 : 0.95,
        } as const,
      ];
    });
    const told = said.length > 0 ? [] : toldSentences(wish).flatMap((text) => (tab.test(text) ? newWordsIn(text) : []));
    const [words] = told;
    if (words !== undefined) {
      const title = valueText(wish, words.value);
      return [{ intent: { type: 'set-title', scope: wish.scope, title, part: 'browser' }, score: 0.9 } as const];
    }
    const part = partOf(bareTarget(wish) ?? '');
    if (said.length > 0 || part === undefined) return said;
    return [{ intent: { type: 'set-title', scope: wish.scope, title: undefined, part }, score: 0.6 }];
  },

  apply: (site, intent) => {
    const { scope, title, part } = intent;
    const pages = pagesInScope(site, scope, 'home');
    if (pages.length === 0) return noPage(site, scope);
    if (title === undefined) {
      return {
        type: 'unclear',
        question: `What shall the title be? It is "${pages.map(titleOf).find((text) => text !== '') ?? ''}" now.`,
        choices: [],
        inWords: (words) => ({ ...intent, title: words }),
      };
    }
    if (title === '') return { type: 'unable', reason: 'A title needs at least one character.' };
    const changes = pages.flatMap((page) => retitle(page, title, part));
    if (changes.length === 0)
      return {
        type: 'unable',
        reason: `The title of ${listPaths(pages.map(({ path }) => path))} is already "${title}".`,
        already: true,
      };
    return { type: 'done', changes, summary: `${changes.map(({ detail }) => detail).join('; ')}.` };
  },
};

const partOf = (target: string): SetTitle['part'] | undefined => {
  const phrase = targetPhrase(target);
  if (pageTitle.test(phrase)) return 'page';
  return browserTitle.test(phrase) ? 'browser' : undefined;
};

// "make the title bigger" must not write "bigger": words right after the target are a name only if they look like one.
const isName = ({ value }: Assignment, wish: Wish): boolean =>
  isQuoted(value) || /^\p{Lu}/u.test(valueText(wish, value));

/** The heading that says what the page is: a lesser one that only comes first does not. */
const titleHeading = (page: Page): Element | undefined => {
  const heading = mainHeading(page);
  const title = titleOf(page).toLowerCase();
  return heading === undefined || !/^h[2-6]$/.test(heading.tagName) || title.includes(textOf(heading).toLowerCase())
    ? heading
    : undefined;
};

const retitle = (page: Page, title: string, part: SetTitle['part']): Change[] => {
  const heading = part === 'page' ? titleHeading(page) : undefined;
  const [oldHeading, oldTitle] = [heading && textOf(heading), titleOf(page)];
  const done: string[] = [];
  const bytes = editPage(page, (source) => {
    if (heading !== undefined && oldHeading !== title) {
      rewriteElement(source, page, heading, title);
      done.push(`main heading from "${oldHeading}" to "${title}"`);
    }
    if (oldTitle !== title) {
      writeTitle(source, page, title);
      done.push(oldTitle === '' ? `browser title to "${title}"` : `browser title from "${oldTitle}" to "${title}"`);
    }
  });
  return done.length === 0
    ? []
    : [{ path: page.path, bytes, detail: `Changed in ${page.path}: the ${done.join(' and the ')}` }];
};
