import type { FileTree } from '@pagewright/kernel/file-tree';
import { unable, type Attempt, type Proposal, type Surroundings } from '../abilities/ability.ts';
import { proposalsFor } from '../abilities/registry.ts';
import { changeSite, openSite, sameBytes, type Change, type Site } from '../site/site.ts';
import { readWish, type Wish } from '../understanding/wish.ts';
import { topicOf } from '../understanding/told-clauses.ts';
import { splitWishes } from '../understanding/wishes.ts';
import { doubtOf } from '../doubts/doubts.ts';
import { compareTrees } from '../compare/compare-trees.ts';
import { eachSentence } from './each-sentence.ts';
import { followUp, type PastBuild } from './follow-up.ts';
import { movedPicks, pickedThings, type Pick } from './picked.ts';
import { pickChoice, plainAnswer } from './pick-choice.ts';
import { suggestionsFor } from './suggestions.ts';

export interface AuthoringRequest {
  /** What the person asked for, in ordinary English. */
  readonly prompt: string;
  readonly tree: FileTree;
  /** Questions that earlier attempts at this very request asked, with their answers, in order. */
  readonly clarifications?: readonly Clarification[];
  /** The elements that the person has picked on the page. */
  readonly picks?: readonly Pick[];
  /** The site's last builds, the newest last: what "undo that" or "the same on the other pages" refers to. */
  readonly history?: readonly PastBuild[];
  /** The files before the newest of these builds, if `looksBack` says that the prompt may need them. */
  readonly previous?: FileTree;
  /** Files that came with the request. */
  readonly attachments?: readonly Attachment[];
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
  const follow = followUp(request.prompt, request.history ?? []);
  if (follow.type === 'undo') return yield* undo(start, request);
  const onPrevious = follow.type === 'said-again' && follow.onPrevious ? request.previous : undefined;
  const wishes = splitWishes(follow.type === 'said-again' ? follow.prompt : request.prompt);
  const [steps, summaries, refusals]: [AuthoringStep[], string[], Refused[]] = [[], [], []];
  let site = onPrevious === undefined ? start : openSite(onPrevious, start);
  let context: Wish | undefined;
  let picks = request.picks ?? [];
  let told: readonly Refused[] = [];
  const around: Surroundings = { message: request.prompt, attached: request.attachments ?? [] };
  for (const part of wishes) {
    const own = readWish(part, site, pickedThings(picks, site));
    const story = told
      .map(({ wish: before }) => before.clause)
      .filter((clause) => !/⇒/.test(clause))
      .join('. ');
    const wish = { ...inContext(own, context, site), story };
    const attempt = (one: Wish, on: Site): Attempt =>
      fulfilInContext(one, context, on, around, request.clarifications ?? []);
    const whole = attempt(wish, site);
    const result =
      whole.type === 'unable'
        ? (eachSentence(part, site, (one, on) =>
            attempt(inContext(readWish(one, on, pickedThings(picks, on)), context, on), on),
          ) ?? whole)
        : whole;
    context = wish;
    if (result.type === 'unclear')
      return { type: 'asked', question: result.question, choices: result.choices.map(({ label }) => label) };
    if (result.type === 'unable') {
      told = [...told, { wish, reason: result.reason }];
      continue;
    }
    refusals.push(...(refersBack.test(wish.clause) ? [] : told));
    told = [];
    for (const step of stepsOf(site, result.changes)) {
      steps.push(step);
      yield step;
    }
    summaries.push(result.summary);
    const after = changeSite(site, result.changes);
    picks = movedPicks(picks, site, after);
    site = after;
  }
  refusals.push(...told);
  if (sameTree(onPrevious ?? request.tree, site.tree) || sameTree(request.tree, site.tree))
    return declined(start, request.prompt, refusals);
  const undone = refusals.map(({ wish, reason }) => `Not done: "${wish.said}". ${reason}`);
  return { type: 'changed', tree: site.tree, summary: [...summaries, ...undone].join('\n'), steps };
}

/** The newest change taken back: the files are those before it, byte for byte. */
function* undo(
  site: Site,
  { history = [], previous }: AuthoringRequest,
): Generator<AuthoringStep, AuthoringOutcome, void> {
  const last = history.findLast(({ version }) => version !== null);
  if (previous === undefined || last === undefined || sameTree(previous, site.tree))
    return {
      type: 'declined',
      message: 'There is no change that I could take back.\nNothing was changed.',
      suggestions: suggestionsFor('', site),
    };
  const steps = compareTrees(site.tree, previous).map(({ path, change }): AuthoringStep => ({
    kind: change === 'modified' ? 'edited' : change,
    path,
    detail: `Put back ${path} as it was before`,
  }));
  yield* steps;
  return { type: 'changed', tree: previous, summary: `Took back the last change ("${last.prompt}").`, steps };
}

interface Refused {
  readonly wish: Wish;
  readonly reason: string;
}

const mostPagesNamed = 12;
/** From this score on a wish counts as understood: what cannot be done then is not tried in a lesser reading. */
const sure = 0.8;

/** Below this a reading is a guess, and a guess is not carried out. */
const guess = 0.3;

function* reading({ pages }: Site): Generator<AuthoringStep, void, void> {
  for (const { path } of pages.slice(0, mostPagesNamed)) yield { kind: 'read', path, detail: `Read ${path}` };
  const rest = pages.slice(mostPagesNamed);
  if (rest[0] !== undefined) yield { kind: 'read', path: rest[0].path, detail: `Read ${rest.length} more pages` };
}

/** A wish that names no page speaks of the page that the wish before it named. */
const inContext = (wish: Wish, before: Wish | undefined, site: Site): Wish => {
  if (wish.scope.type !== 'unsaid' || before?.scope.type !== 'page') return wish;
  const { path } = before.scope.page;
  const page = site.pages.find((one) => one.path === path);
  return page === undefined ? wish : { ...wish, scope: { type: 'page', page } };
};

/** "Make it bigger" after a sentence on something speaks of that: tried where the wish alone comes to nothing. */
const fulfilInContext = (
  wish: Wish,
  before: Wish | undefined,
  site: Site,
  around: Surroundings,
  clarifications: readonly Clarification[],
): Attempt => {
  const result = fulfil(wish, site, around, clarifications);
  const topic = before === undefined ? undefined : topicOf(before.clause);
  if (result.type !== 'unable' || topic === undefined || !pronoun.test(wish.rest)) return result;
  const named = (said: string): string => said.replace(pronoun, topic);
  const again = fulfil(
    {
      ...wish,
      text: named(wish.text),
      rest: named(wish.rest),
      sentence: named(wish.sentence),
      clause: named(wish.clause),
    },
    site,
    around,
    clarifications,
  );
  return again.type === 'unable' ? result : again;
};

/** What a wish that speaks of "it" was told about was no wish of its own. */
const refersBack = /\b(?:it|them|him|her|that|this|these|those|there|its|instead|better|rather)\b/i;
const pronoun = /\b(?:it|them|that|this|these|those)\b/i;

/** Takes the surest reading that can be carried out; if none can, the surest one says why. */
const fulfil = (wish: Wish, site: Site, around: Surroundings, clarifications: readonly Clarification[]): Attempt => {
  const tried: Attempt[] = [];
  let best: number | undefined;
  for (const proposal of proposalsFor(wish, site, around)) {
    if ((best !== undefined && best >= sure && proposal.score < sure) || proposal.score < guess) break;
    const result = settle(proposal, clarifications);
    if (result.type === 'unclear') return result;
    const changes = result.type === 'done' && changesSomething(site, result.changes) ? result.changes : undefined;
    const doubt = changes === undefined ? undefined : doubtOf(wish, site, changes);
    if (changes !== undefined && doubt === undefined) return result;
    if (result.type === 'unable' && result.already && proposal.score >= sure) return result;
    // What was read wrongly says nothing of how well the wish is understood.
    if (doubt === undefined) best = Math.max(best ?? 0, proposal.score);
    tried.push(
      doubt !== undefined
        ? unable(doubt)
        : result.type === 'unable'
          ? result
          : { type: 'unable', reason: 'The site is like that already.' },
    );
  }
  return tried[0] ?? { type: 'unable', reason: "I don't understand this, or it is beyond what I can do." };
};

const settle = (proposal: Proposal, clarifications: readonly Clarification[]): Attempt => {
  const result = proposal.attempt();
  if (result.type !== 'unclear') return result;
  const answer = clarifications.findLast((one) => one.question === result.question)?.answer;
  if (answer === undefined) return result;
  return pickChoice(result.choices, answer)?.take() ?? result.inWords?.(plainAnswer(answer)) ?? result;
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
