import type { FileTree } from '@pagewright/kernel/file-tree';
import type { Intent, Performance } from '../intents/intent.ts';
import { perform, readingsOf } from '../intents/registry.ts';
import { changeSite, openSite, sameBytes, type Change, type Site } from '../site/site.ts';
import { readWish, type Wish } from '../understanding/wish.ts';
import { splitWishes } from '../understanding/wishes.ts';
import { pickChoice, plainAnswer } from './pick-choice.ts';
import { suggestionsFor } from './suggestions.ts';

export interface AuthoringRequest {
  /** What the person asked for, in ordinary English. */
  readonly prompt: string;
  readonly tree: FileTree;
  /** Questions that earlier attempts at this very request asked, with their answers, in order. */
  readonly clarifications?: readonly Clarification[];
  /** Elements that the person pointed at; offsets are UTF-16 code units in the decoded source of the file. */
  readonly picks?: readonly Pick[];
  /** Files that came with the request. */
  readonly attachments?: readonly Attachment[];
}

export interface Pick {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly tag: string;
  /** For people: at most 200 characters of what the element says. */
  readonly text: string;
}

export interface Attachment {
  readonly name: string;
  readonly type: string;
  /** Where it stands in the tree; null for what is only to be looked at. */
  readonly path: string | null;
  readonly bytes: Uint8Array;
}

export interface Clarification {
  readonly question: string;
  readonly answer: string;
}

/** One thing the agent did to one file; `detail` is a sentence for people. */
export interface AuthoringStep {
  readonly kind: 'read' | 'edited' | 'created' | 'deleted';
  readonly path: string;
  readonly detail: string;
}

export type AuthoringOutcome =
  | {
      readonly type: 'changed';
      readonly tree: FileTree;
      readonly summary: string;
      readonly steps: readonly AuthoringStep[];
    }
  | { readonly type: 'declined'; readonly message: string; readonly suggestions: readonly string[] }
  | { readonly type: 'asked'; readonly question: string; readonly choices: readonly string[] };

/**
 * The builtin agent: yields each step as it is taken and returns how it ended. `changed` always carries a tree that
 * differs from the one given. Nothing is kept between calls; a caller that stops iterating has stopped the work.
 */
export function* authorChange(request: AuthoringRequest): Generator<AuthoringStep, AuthoringOutcome, void> {
  const start = openSite(request.tree);
  yield* reading(start);
  const wishes = splitWishes(request.prompt);
  const [steps, summaries, refusals]: [AuthoringStep[], string[], Refused[]] = [[], [], []];
  let site = start;
  for (const part of wishes) {
    const wish = readWish(part, site);
    const result = fulfil(wish, site, request.clarifications ?? []);
    if (result.type === 'unclear')
      return { type: 'asked', question: result.question, choices: result.choices.map(({ label }) => label) };
    if (result.type === 'unable') {
      refusals.push({ wish, reason: result.reason });
      continue;
    }
    for (const step of stepsOf(site, result.changes)) {
      steps.push(step);
      yield step;
    }
    summaries.push(result.summary);
    site = changeSite(site, result.changes);
  }
  if (sameTree(request.tree, site.tree)) return declined(start, request.prompt, refusals);
  const undone = refusals.map(({ wish, reason }) => `Not done: "${wish.said}". ${reason}`);
  return { type: 'changed', tree: site.tree, summary: [...summaries, ...undone].join('\n'), steps };
}

interface Refused {
  readonly wish: Wish;
  readonly reason: string;
}

const mostPagesNamed = 12;
/** From this score on a wish counts as understood: what cannot be done then is not tried in a lesser reading. */
const sure = 0.8;

function* reading({ pages }: Site): Generator<AuthoringStep, void, void> {
  for (const { path } of pages.slice(0, mostPagesNamed)) yield { kind: 'read', path, detail: `Read ${path}` };
  const rest = pages.slice(mostPagesNamed);
  if (rest[0] !== undefined) yield { kind: 'read', path: rest[0].path, detail: `Read ${rest.length} more pages` };
}

/** Takes the surest reading that can be carried out; if none can, the surest one says why. */
const fulfil = (wish: Wish, site: Site, clarifications: readonly Clarification[]): Performance => {
  const [best, ...others] = readingsOf(wish, site);
  const readings =
    best === undefined ? [] : [best, ...others.filter(({ score }) => best.score < sure || score >= sure)];
  const tried: Performance[] = [];
  for (const { intent } of readings) {
    const result = settle(site, intent, clarifications);
    if (result.type === 'unclear' || (result.type === 'done' && changesSomething(site, result.changes))) return result;
    tried.push(result.type === 'unable' ? result : { type: 'unable', reason: 'The site is like that already.' });
  }
  return tried[0] ?? { type: 'unable', reason: "I don't understand this, or it is beyond what I can do." };
};

const settle = (site: Site, intent: Intent, clarifications: readonly Clarification[]): Performance => {
  const result = perform(site, intent);
  if (result.type !== 'unclear') return result;
  const answer = clarifications.findLast((one) => one.question === result.question)?.answer;
  if (answer === undefined) return result;
  const chosen = pickChoice(result.choices, answer)?.intent ?? result.inWords?.(plainAnswer(answer));
  return chosen === undefined ? result : perform(site, chosen);
};

const stepsOf = (site: Site, changes: readonly Change[]): AuthoringStep[] =>
  changes
    .filter(({ path, bytes }) => !sameBytes(site.tree.get(path), bytes ?? undefined))
    .map(({ path, bytes, detail }) => ({
      kind: bytes === null ? 'deleted' : site.tree.has(path) ? 'edited' : 'created',
      path,
      detail,
    }));

const changesSomething = (site: Site, changes: readonly Change[]): boolean => stepsOf(site, changes).length > 0;

const sameTree = (a: FileTree, b: FileTree): boolean =>
  a.size === b.size && [...a].every(([path, bytes]) => sameBytes(bytes, b.get(path)));

const declined = (site: Site, prompt: string, refusals: readonly Refused[]): AuthoringOutcome => {
  const [first, ...others] = refusals;
  const reason =
    first === undefined
      ? 'There is no request in this message.'
      : others.length === 0
        ? first.reason
        : refusals.map(({ wish, reason }) => `"${wish.said}": ${reason}`).join('\n');
  return { type: 'declined', message: `${reason}\nNothing was changed.`, suggestions: suggestionsFor(prompt, site) };
};
