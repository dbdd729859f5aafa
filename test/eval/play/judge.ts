import type { FileTree } from '@pagewright/kernel/file-tree';
import { checkOutcome } from '../check/check-outcome.ts';
import { FaultyRequest } from '../check/region.ts';
import type { StyleChecker } from '../check/styles.ts';
import type { EvalRequest, Outcome } from '../requests.ts';
import { picksIn } from './picks.ts';
import { Conversation, type Said } from './conversation.ts';

export interface Judgement {
  readonly id: string;
  readonly kind: EvalRequest['kind'];
  readonly topic: string;
  readonly right: boolean;
  /** Why it went wrong; empty if it went right. */
  readonly reason: string;
  /** Whether it asks for looks that nobody has looked at, for want of a browser. */
  readonly unseen: boolean;
}

/** Plays one request on a site and judges what the last message did. */
export const judge = async (
  request: EvalRequest,
  site: FileTree,
  styles: StyleChecker | undefined,
): Promise<Judgement> => {
  const { id, kind, topic } = request;
  const reason = await fault(request, site, styles).catch((raw: unknown) => {
    if (raw instanceof FaultyRequest) return `the request is faulty: ${raw.message}`;
    throw new Error(`${id} cannot be played`, { cause: raw });
  });
  const unseen = styles === undefined && JSON.stringify(request.accept ?? []).includes('"style":');
  return { id, kind, topic, right: reason === undefined, reason: reason ?? '', unseen };
};

const fault = async (
  request: EvalRequest,
  site: FileTree,
  styles: StyleChecker | undefined,
): Promise<string | undefined> => {
  const conversation = new Conversation(site);
  const earlier = request.say.slice(0, -1);
  const last = request.say.at(-1) ?? '';
  for (const message of earlier) {
    const { outcome } = conversation.say(message, 'just do it');
    if (outcome.type !== 'changed') return `"${message}", said before, was ${outcome.type}`;
  }
  const before = conversation.tree;
  if (request.kind === 'ask') return answered(request, conversation.ask(last, picksIn(before, request.picks ?? [])));
  const said = conversation.say(last, request.answer, picksIn(before, request.picks ?? []));
  return request.kind === 'decline' ? refused(said) : fulfilled(request, before, said, styles);
};

const answered = ({ answers = [] }: EvalRequest, answer: string): string | undefined => {
  const missed = answers.find((pattern) => !new RegExp(pattern, 'iu').test(answer));
  return missed === undefined ? undefined : `the answer does not match ${missed}: ${answer}`;
};

const refused = ({ outcome }: Said): string | undefined => {
  switch (outcome.type) {
    case 'declined':
      return undefined;
    case 'asked':
      return `asked back: ${outcome.question}`;
    case 'changed':
      return `did something: ${outcome.summary}`;
  }
};

const fulfilled = async (
  request: EvalRequest,
  before: FileTree,
  { outcome, questions }: Said,
  styles: StyleChecker | undefined,
): Promise<string | undefined> => {
  if (outcome.type === 'declined') return `declined: ${outcome.message}`;
  if (outcome.type === 'asked') return `asked back: ${outcome.question} [${outcome.choices.join(' | ')}]`;
  if (request.mustAsk && questions.length === 0) return `did it without asking: ${outcome.summary}`;
  const reasons: string[] = [];
  for (const accepted of request.accept ?? []) {
    const reason = await differs(before, outcome.tree, accepted, styles);
    if (reason === undefined) return undefined;
    reasons.push(reason);
  }
  return `${reasons[0] ?? ''} (it said: ${outcome.summary})`;
};

const differs = async (
  before: FileTree,
  after: FileTree,
  accepted: Outcome,
  styles: StyleChecker | undefined,
): Promise<string | undefined> => {
  const verdict = checkOutcome(before, after, accepted);
  if (verdict.type === 'wrong') return verdict.reason;
  return verdict.styles.length === 0 ? undefined : styles?.check(before, after, verdict.styles);
};
