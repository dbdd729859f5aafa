import type { TurnHead } from '../api/types.ts';

/** Turns stand in the order they were asked for; what is known already is replaced where it stands. */
export const withTurn = (turns: readonly TurnHead[], turn: TurnHead): readonly TurnHead[] => {
  const index = turns.findIndex(({ build }) => build === turn.build);
  if (index >= 0) return turns.with(index, turn);
  const after = turns.findLastIndex(({ requestedAt }) => requestedAt <= turn.requestedAt);
  return turns.toSpliced(after + 1, 0, turn);
};

/** Older turns before the known ones, none twice. */
export const withOlder = (turns: readonly TurnHead[], older: readonly TurnHead[]): readonly TurnHead[] => {
  const known = new Set(turns.map(({ build }) => build));
  return [...older.filter(({ build }) => !known.has(build)), ...turns];
};

export const isUnderWay = ({ state }: TurnHead): boolean => state === 'running' || state === 'stopping';

export const hasEnded = ({ state }: TurnHead): boolean =>
  state === 'succeeded' ||
  state === 'declined' ||
  state === 'failed' ||
  state === 'rejected' ||
  state === 'cancelled' ||
  state === 'answered';

/** Whether the turn says something that was not there: it is new, or has come to an end or a question. */
export const isNews = (turns: readonly TurnHead[], turn: TurnHead): boolean => {
  const known = turns.find(({ build }) => build === turn.build);
  return known === undefined || known.outcome?.type !== turn.outcome?.type;
};

/** The turn that a worker is at, if any: one at a time per site. */
export const runningTurn = (turns: readonly TurnHead[]): TurnHead | null => turns.findLast(isUnderWay) ?? null;

/**
 * What waits behind another build, next first. A turn that was at work before (answered, or started again) is no newcomer
 * and stays in the conversation.
 */
export const queueOf = (turns: readonly TurnHead[]): readonly TurnHead[] => {
  const busy = turns.some(isUnderWay);
  return turns
    .filter((turn) => turn.state === 'waiting' && isNewcomer(turn) && (busy || (turn.place ?? 1) > 1))
    .toSorted((a, b) => (a.place ?? Infinity) - (b.place ?? Infinity));
};

/** What stands in the conversation: all but the queue. */
export const streamOf = (turns: readonly TurnHead[]): readonly TurnHead[] => {
  const queued = new Set(queueOf(turns).map(({ build }) => build));
  return turns.filter(({ build }) => !queued.has(build));
};

export interface OpenQuestion {
  readonly question: string;
  readonly choices: readonly string[];
}

/** The question that this turn waits on, or null. */
export const openQuestion = ({ state, outcome, dialogue }: TurnHead): OpenQuestion | null => {
  if (state !== 'clarifying') return null;
  if (outcome?.type === 'question') return outcome;
  return dialogue.findLast(({ answer }) => answer === null) ?? null;
};

/** Questions that have their answer. */
export const answered = ({ dialogue }: TurnHead) => dialogue.filter(({ answer }) => answer !== null);

const isNewcomer = (turn: TurnHead): boolean => turn.attempt === 0 && turn.dialogue.length === 0;
