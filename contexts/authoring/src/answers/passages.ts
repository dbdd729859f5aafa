import { attribute, isHidden, textOf, type Element } from '../html/elements.ts';
import { textRuns } from '../html/text-runs.ts';
import { aroundWords, thingsOf } from '../outline/thing.ts';
import { pageLabel } from '../site/page-names.ts';
import { agreement, tellingTokens, tokensOf } from '../understanding/tokens.ts';
import type { Asked } from './asked.ts';

const asking = new Set(
  'what which who when where why how does do did can is are was were has have say says tell me about according page site website our my your much many there whats long since under this lists list please know give name'
    .split(' ')
    .flatMap(tokensOf),
);
const kin: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'mailto', '@'],
  phone: ['phone', 'tel', 'call'],
  when: ['date'],
  licence: ['license', 'licensed', 'mit'],
  finish: ['finish', 'degree', 'graduated'],
  newest: ['latest', 'newest', 'current', 'version'],
};

interface Passage {
  readonly text: string;
  readonly path: string;
  readonly score: number;
}

/** The passages that say most of what a question asks for; undefined if none says enough. */
export const passageAnswer = ({ text, quotes, pages, site, picked }: Asked): string | undefined => {
  const wanted = [...new Set([...tellingTokens(text), ...quotes.flatMap(tellingTokens)])].filter(
    (token) => !asking.has(token),
  );
  if (picked[0] !== undefined && wanted.length < 3) return `It says: "${textOf(picked[0].element).slice(0, 500)}".`;
  if (wanted.length === 0) return undefined;
  const passages = pages.flatMap((page) =>
    textRuns(page, page.body).map((run): Passage => ({
      text: withNeighbours(run.block, run.text),
      path: page.path,
      score: scoreOf(run.block, run.text, wanted) - (isHidden(run.block) ? 0.1 : 0),
    })),
  );
  const best = passages.filter(({ score }) => score >= 0.5).toSorted((a, b) => b.score - a.score);
  const [first] = best;
  if (first === undefined) return linksAnswer(wanted, { pages });
  const shown = [...new Set(best.filter(({ score }) => score > first.score - 0.12).map((one) => one.text))].slice(0, 4);
  const page = pages.find(({ path }) => path === first.path);
  const where = pages.length > 1 && page !== undefined ? `The ${pageLabel(site, page)} says:\n` : '';
  return `${where}${shown.map((one) => `"${one}"`).join('\n')}`;
};

/** A short passage is read with what stands beside it: a date with its job, a price with its name. */
const withNeighbours = (block: Element, text: string): string => {
  let outer: Element = block;
  for (let parent = block.parentNode; parent !== null && 'tagName' in parent; parent = parent.parentNode) {
    if (parent.tagName === 'body' || textOf(parent).length > 400) break;
    outer = parent;
  }
  const around = textOf(outer);
  return around.length > text.length ? around : text;
};

const scoreOf = (block: Element, text: string, wanted: readonly string[]): number => {
  const own = new Set(tokensOf(text));
  const circles = aroundWords(block);
  const sum = wanted.reduce((total, token) => {
    const forms = [token, ...(kin[token] ?? [])];
    const inside = forms.some((form) => own.has(form))
      ? 1
      : Math.max(0, ...[...own].map((word) => agreement(token, word) * 0.9));
    const outside =
      inside > 0.5
        ? 0
        : Math.max(
            0,
            ...circles.slice(0, 4).map((circle, at) => (forms.some((form) => circle.has(form)) ? 0.8 - at * 0.1 : 0)),
          );
    return total + Math.max(inside, outside);
  }, 0);
  return sum / wanted.length + (text.length > 600 ? -0.1 : 0);
};

const linksAnswer = (wanted: readonly string[], { pages }: Pick<Asked, 'pages'>): string | undefined => {
  const links = pages.flatMap((page) =>
    thingsOf(page).filter(({ element }) => {
      const said = tokensOf(
        `${attribute(element, 'href') ?? ''} ${attribute(element, 'aria-label') ?? ''} ${attribute(element, 'title') ?? ''}`,
      );
      return (
        element.tagName === 'a' &&
        wanted.filter((token) => said.some((word) => agreement(token, word) > 0)).length >= 0.6 * wanted.length
      );
    }),
  );
  const [first] = links;
  return first === undefined
    ? undefined
    : `There is a link to ${attribute(first.element, 'href') ?? ''} in ${first.page.path}.`;
};
