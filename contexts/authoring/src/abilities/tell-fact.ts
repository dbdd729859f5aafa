import type { Page } from '../html/page.ts';
import { rewriteRange, type RunRange } from '../html/rewrite-text.ts';
import { textRuns, type TextRun } from '../html/text-runs.ts';
import { aroundWords } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { spokenText } from '../understanding/quotes.ts';
import { sinceWhen } from '../understanding/since-when.ts';
import { agreement, tellingTokens, tokensOf } from '../understanding/tokens.ts';
import { valueShapes, type ValueShape } from '../understanding/value-shapes.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { pagesMeant } from './pages-searched.ts';
import { holderOf } from './text-hits.ts';

const order =
  /\b(?:add|insert|create|remove|delete|swap|put|write|colou?r|font|size|bigger|smaller|link|page called|section|heading|title|button|px|text|send|call me|book)\b|\?$/i;
const fillers = /\b(?:now|from|until|till|since|already|only|just|new|we|our|will|change[sd]?|meanwhile|instead)\b/gi;
/** So much of what is said must be told on the page already, and so many of its words in the sentence itself. */
const least = 0.7;
const fewest = 2;

/** Puts a new date, time, price or number in the sentence that tells the same: "the kitchen takes last orders at 22:00". */
export const tellFact: Ability = {
  topics: ['time', 'date', 'number', 'now'],

  examples: () => [],

  read: (wish, site) => {
    const said = spokenText(wish.clause, wish.quotes);
    if (said.length > 140 || wish.quotes.length > 0 || order.test(said)) return [];
    for (const shape of valueShapes.slice(0, 5)) {
      const values = [...said.matchAll(shape.pattern)];
      const [value, another] = values;
      if (value === undefined) continue;
      return another === undefined ? proposals(shape, value[0], said.replace(value[0], ' '), wish, site) : [];
    }
    return [];
  },
};

interface Told extends RunRange {
  readonly page: Page;
  readonly value: string;
  readonly share: number;
}

const proposals = (shape: ValueShape, value: string, said: string, wish: Wish, site: Site): Proposal[] => {
  const tokens = tellingTokens(said.replace(sinceWhen, ' ').replace(fillers, ' '));
  if (tokens.length < fewest || tokens.length > 9) return [];
  const told = pagesMeant(site, wish).flatMap((page) =>
    textRuns(page, page.body).flatMap((run) => factsIn(page, run, shape, tokens)),
  );
  const most = Math.max(0, ...told.map(({ share }) => share));
  const best = told.filter(({ share }) => share > most - 0.05);
  if (most < least) return [];
  const candidates = best.map((one) => ({ page: one.page, element: holderOf({ ...one, role: 'text' }), score: 1 }));
  return [
    {
      score: 0.85 * Math.min(1, most + 0.1),
      attempt: () =>
        chooseThing(site, candidates, {
          question: `Which of these shall say "${value}"?`,
          none: `I find nothing that says so.`,
          all: new Set(best.map((one) => shape.key(one.value))).size === 1,
          act: (things) =>
            editThings(site, things, `Changed "${best[0]?.value}" to "${value}"`, (source, page, element) => {
              for (const one of best.filter((fact) => holderOf({ ...fact, role: 'text' }) === element))
                rewriteRange(source, page, one, shape.inForm(one.value, one.value, value) ?? value);
            }),
        }),
    },
  ];
};

/** The sentences of a run that tell one value of the shape, with how much of what is said they tell. */
const factsIn = (page: Page, run: TextRun, shape: ValueShape, tokens: readonly string[]): Told[] =>
  [...run.text.matchAll(/\S(?:.*?[.!?](?=\s|$)|.*$)/g)].flatMap((sentence): Told[] => {
    const found = [...sentence[0].matchAll(shape.pattern)];
    const [only] = found;
    if (only === undefined || found.length > 1) return [];
    const [own, around] = [tokensOf(sentence[0]), [...(aroundWords(run.block)[0] ?? [])]];
    const agreed = tokens.map((token) => (tells(own, token) ? 1 : tells(around, token) ? 0.6 : 0));
    if (agreed.filter((one) => one === 1).length < fewest) return [];
    const start = sentence.index + only.index;
    return [
      {
        page,
        run,
        start,
        end: start + only[0].length,
        value: only[0],
        share: agreed.reduce((sum: number, one) => sum + one, 0) / tokens.length,
      },
    ];
  });

const tells = (words: readonly string[], token: string): boolean => words.some((word) => agreement(token, word) > 0);
