import { rewriteRange } from '../html/rewrite-text.ts';
import { escapeText, editPage, type Page } from '../html/page.ts';
import { isHtml, textOf, type Element } from '../html/elements.ts';
import type { Candidate } from '../outline/resolve.ts';
import { openingText } from './part-of.ts';
import { textRuns, type TextRun } from '../html/text-runs.ts';

import type { Site } from '../site/site.ts';
import { plainClauses } from '../understanding/plain-clauses.ts';
import { soleQuote, spokenText } from '../understanding/quotes.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { agreement, tellingTokens, tokensOf } from '../understanding/tokens.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { done, editThings } from './edit-things.ts';
import { pagesMeant, searchSite } from './pages-searched.ts';

const adding: readonly RegExp[] = [
  /^(?:please\s+)?(?:add|append|put|write|insert)\s+(?:to|at|on)\s+the\s+(?:very\s+)?(?<side>end|start|beginning)\s+of\s+(?<where>[^:]+?)\s*:\s*(?<words>.+)$/i,
  /^(?:at|to|on)\s+the\s+(?:very\s+)?(?<side>end|start|beginning)\s+of\s+(?<where>[^:]+?),?\s+(?:please\s+)?(?:add|append|put|write|insert)\s*(?:there )?(?:the (?:sentence|words?|text)|a sentence)?\s*:?\s*(?<words>.+)$/i,
  /^(?:please\s+)?(?:add|append|put|write|insert)\s+(?:the (?:sentence|words?|text)|a sentence|one sentence|one more sentence)?\s*:?\s*(?<words>[\uE000-\uEFFF])\s+(?:to|at)\s+the\s+(?:very\s+)?(?<side>end|start|beginning)\s+of\s+(?<where>.+)$/i,
  /^(?:please\s+)?(?:add|append)\s+(?:the )?(?:sentence|words?)\s*:?\s*(?<words>[\uE000-\uEFFF])\s+(?:to|after|in)\s+(?<where>.+)$/i,
];
const removing =
  /^(?:please\s+)?(?:remove|delete|drop|cut|take out|leave out|strike|erase|omit)\s+(?:the\s+)?(?<count>first|second|third|last|whole)?\s*(?:sentences?\s*(?:(?:on|about|with|that|which|where|saying|starting with|mentioning|of|in|from)\s+)?|(?:joke|remark|comment|passage)\s+(?:on|about)\s+)(?<what>.*)$/i;

/** A sentence told by what it is: "take out the joke about Ada". */
const remark =
  /^(?:please\s+)?(?:remove|delete|drop|cut|lose|take out|leave out|strike|omit|skip|get rid of|out with)\s+(?:the\s+|that\s+)?(?<count>)(?:\w+ )?(?:joke|remark|comment|claim|mention|hint|boast|aside|bit|part|line|anecdote|story)s?\s+(?:on|about|with|saying|mentioning|of|that (?:says|mentions)|where)\s+(?<what>.+)$/i;

/** Adds a sentence to a text or takes one out of it. */
export const editSentences: Ability = {
  topics: ['sentence', 'add', 'paragraph', 'end', 'text'],

  examples: () => [],

  read: (wish, site) =>
    plainClauses(wish.clause).flatMap((clause) => [...additions(clause, wish, site), ...removals(clause, wish, site)]),
};

const additions = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const groups = adding.map((form) => form.exec(clause)?.groups).find((found) => found !== undefined);
  if (groups === undefined) return [];
  const { where = '', words: said = '', side = 'end' } = groups;
  const bare = soleQuote(said.trim().replace(/[.]$/, ''), wish.quotes) ?? spokenText(said, wish.quotes).trim();
  const words =
    soleQuote(said.trim(), wish.quotes) === undefined && !/[.!?…]$/.test(bare) && /\s\S+\s/.test(bare)
      ? `${bare}.`
      : bare;
  const target = readTarget(where, wish.quotes);
  if (/\b(?:list|menu|navigation|table|page)\b/i.test(where) && !/paragraph|text|sentence|intro/i.test(where))
    return [];
  const told = toldBySize(
    where,
    target.tokens.filter((token) => !/^(?:intro|introduction|opening|text)$/.test(token)).length +
      target.literals.length,
    pagesMeant(site, wish),
    wish,
    site,
  );
  const candidates =
    told ??
    searchSite(site, wish, target, {
      kinds: ['paragraph'],
      accept: (element) => textOf(element) !== '' && !isHtml(element, 'section', 'main'),
    });
  const [best] = candidates;
  if (best === undefined) return [];
  return [
    {
      score: 0.95 * Math.min(1, best.score),
      attempt: () =>
        chooseThing(site, candidates, {
          question: 'Which text is meant?',
          none: `I find no ${target.said}.`,
          act: (things) =>
            editThings(site, things, `Added "${words}" to ${target.said}`, (source, page, element) => {
              const runs = textRuns(page, element);
              const run = side === 'end' ? runs.at(-1) : runs[0];
              const place = side === 'end' ? run?.characters.at(-1)?.to : run?.characters[0]?.from;
              if (place !== undefined)
                source.appendLeft(
                  place,
                  side === 'end' ? ` ${escapeText(page, words)}` : `${escapeText(page, words)} `,
                );
            }),
        }),
    },
  ];
};

/** "The intro", "the long text": told by where it stands or how long it is. */
const toldBySize = (
  where: string,
  told: number,
  pages: readonly Page[],
  wish: Wish,
  site: Site,
): Candidate[] | undefined => {
  const page = wish.scope.type === 'unsaid' ? site.home : pages[0];
  if (told > 0 || page === undefined) return undefined;
  const element = /\b(?:intro|introduction|opening)\b/i.test(where)
    ? openingText(page)
    : /\b(?:long|longest)\b/i.test(where)
      ? longestText(page)
      : undefined;
  return element === undefined ? undefined : [{ page, element, score: 1 }];
};

const longestText = (page: Page): Element | undefined =>
  textRuns(page, page.body)
    .filter(({ block }) => !isHtml(block, 'pre', 'code'))
    .toSorted((a, b) => b.text.length - a.text.length)[0]?.block;

interface Sentence {
  readonly page: Page;
  readonly run: TextRun;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

const anyOrder = [
  /\b(?:the )?(?<count>first|second|third|last)?\s*sentence\s+(?:(?:on|about|with|that|which|saying|starting with|mentioning|of)\s+)?(?<what>[^.;:,]*?)(?:,| is| are| was| sounds) (?:[^.;:]*?)\b(?:take (?:it|that) out|leave (?:it|that) out|out with it|remove it|delete it|can go|must go|should go|may go|has to go)\b/i,
  /\b(?:want|like)\b.*?\b(?<count>first|second|third|last)?\s*sentence (?:gone|out|removed|deleted)\b[, ]*(?:the one )?(?:(?:on|about|with)\s+)?(?<what>[^.;:]*)$/i,
];

const sentenceMeant = (clause: string, { picked }: Wish): Readonly<Record<string, string | undefined>> | undefined =>
  [removing, ...(picked.length === 0 ? [remark] : []), ...anyOrder]
    .map((form) => form.exec(clause)?.groups)
    .find((found) => found !== undefined);

const removals = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const groups = sentenceMeant(clause, wish);
  if (groups === undefined) return [];
  const { count = '' } = groups;
  const what = (groups['what'] ?? '').replace(/\s+(?:is|are|in|on|at|from)\s.*$/i, '');
  const wanted = [...tellingTokens(what), ...readTarget(what, wish.quotes).literals.flatMap(tokensOf)];
  const pages =
    wish.scope.type === 'page'
      ? site.pages.filter(({ path }) => wish.scope.type === 'page' && path === wish.scope.page.path)
      : site.pages;
  const context = readTarget(wish.sentence.slice(0, Math.max(0, wish.sentence.search(/[:,]/))), wish.quotes);
  const around = context.tokens.length > 0 && context.tokens.length < 5 ? context.tokens : [];
  const scored = pages
    .flatMap((page) => sentencesOf(page))
    .map((one) => ({ ...one, score: share(wanted, tokensOf(one.run.text.slice(one.start, one.end))) }))
    .filter(({ score }) => score >= 0.45)
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (
    best === undefined ||
    (count !== '' && count !== 'whole' && wanted.length < 2) ||
    (second !== undefined && second.score > best.score - 0.05 && around.length === 0) ||
    (best.score < 0.6 && second !== undefined && second.score > best.score - 0.15)
  )
    return [];
  return [
    {
      score: 0.955,
      attempt: () => {
        const bytes = editPage(best.page, (source) => rewriteRange(source, best.page, best, ''));
        return done(
          [{ path: best.page.path, bytes, detail: `${best.page.path}: took out a sentence` }],
          `Took out "${best.run.text.slice(best.start, best.end).trim()}"`,
        );
      },
    },
  ];
};

/** The sentences of every text that has more than one, each with the space that parts it from its neighbour. */
const sentencesOf = (page: Page): Omit<Sentence, 'score'>[] =>
  textRuns(page, page.body).flatMap((run) => {
    const parts = [...run.text.matchAll(/[^.!?…]+[.!?…]+["”’)]*\s*|[^.!?…]+$/g)];
    if (parts.length < 2) return [];
    return parts.map((part, at) => {
      const last = at === parts.length - 1;
      const before = last ? (/\s*$/.exec(run.text.slice(0, part.index))?.[0].length ?? 0) : 0;
      return { page, run, start: part.index - before, end: part.index + part[0].length };
    });
  });

const share = (wanted: readonly string[], present: readonly string[]): number =>
  wanted.length === 0
    ? 0
    : wanted.reduce((sum, token) => sum + Math.max(0, ...present.map((word) => agreement(token, word))), 0) /
      wanted.length;
