import type { BuildStep, RecordedPart, Step } from '../api/types.ts';

/** What one turn shows of the agent's work, in the order it happened, the same live and after a reload. */
export type Block =
  | { readonly type: 'text'; readonly key: string; readonly text: string }
  | { readonly type: 'thinking'; readonly key: string; readonly text: string; readonly ms: number | null }
  | { readonly type: 'steps'; readonly key: string; readonly verb: string; readonly steps: readonly TimedStep[] };

export type TimedStep = Step & { readonly since: string };

export interface Attempt {
  readonly number: number;
  /** Whether it began because the one before was lost, and not because a question got its answer. */
  readonly again: boolean;
  readonly blocks: readonly Block[];
}

export interface Progress {
  readonly step: BuildStep;
  /** From 1. */
  readonly place: number;
  readonly percent: number;
  readonly text: string;
}

export interface Segment {
  readonly step: BuildStep;
  readonly state: 'done' | 'now' | 'ahead';
  /** How much of it is filled, 0 to 100. */
  readonly percent: number;
}

export const STEPS: readonly BuildStep[] = ['fetching', 'unpacking', 'executing', 'checking', 'packing', 'uploading'];

/** Parts by sequence, each once: a part that comes again over the socket or from a reload changes nothing. */
export const withParts = (known: readonly RecordedPart[], more: readonly RecordedPart[]): readonly RecordedPart[] => {
  const last = known.at(-1)?.sequence ?? -1;
  if (more.every(({ sequence }, index) => sequence > (more[index - 1]?.sequence ?? last))) return [...known, ...more];
  const bySequence = new Map([...known, ...more].map((part) => [part.sequence, part]));
  return [...bySequence.values()].toSorted((a, b) => a.sequence - b.sequence);
};

/** The attempts that left something to read. A later part of the same step replaces the earlier where that stands. */
export const attemptsOf = (parts: readonly RecordedPart[]): readonly Attempt[] => {
  const numbers = [...new Set(parts.map(({ attempt }) => attempt))].toSorted((a, b) => a - b);
  return numbers
    .map((number) => {
      const own = parts.filter(({ attempt }) => attempt === number);
      const said = own.filter(({ part }) => !saysAgain(part, number));
      return { number, again: said.length < own.length, blocks: blocksOf(said) };
    })
    .filter(({ again, blocks }) => again || blocks.length > 0);
};

export type Piece<Question> =
  | { readonly type: 'attempt'; readonly key: string; readonly attempt: Attempt }
  | { readonly type: 'question'; readonly key: string; readonly question: Question };

/**
 * Attempts and questions in the order they happened: each attempt after the first that was not begun again is the answer
 * to the next question.
 */
export const piecesOf = <Question>(
  attempts: readonly Attempt[],
  questions: readonly Question[],
): readonly Piece<Question>[] => {
  const asked = questions.map((question, index) => ({ type: 'question', key: `question-${index}`, question }) as const);
  const pieces: Piece<Question>[] = [];
  for (const attempt of attempts) {
    const before = attempt.number > 1 && !attempt.again ? asked.shift() : undefined;
    if (before) pieces.push(before);
    pieces.push({ type: 'attempt', key: `attempt-${attempt.number}`, attempt });
  }
  return [...pieces, ...asked];
};

/** Where the newest attempt is, or null before its first word. */
export const progressOf = (parts: readonly RecordedPart[]): Progress | null => {
  const newest = parts.at(-1)?.attempt;
  const found = parts.findLast(({ attempt, part }) => attempt === newest && part.kind === 'progress');
  if (found?.part.kind !== 'progress') return null;
  const { step, percent, text } = found.part;
  return { step, place: STEPS.indexOf(step) + 1, percent, text };
};

export const segmentsOf = (progress: Progress | null): readonly Segment[] =>
  STEPS.map((step, index) => {
    const place = index + 1;
    if (progress === null || place > progress.place) return { step, state: 'ahead', percent: 0 };
    if (place < progress.place) return { step, state: 'done', percent: 100 };
    return { step, state: 'now', percent: progress.percent };
  });

/** The runner's own word, under this id, that the attempt before was lost. */
const saysAgain = (part: RecordedPart['part'], attempt: number): boolean =>
  part.kind === 'step' && part.id === `attempt-${attempt}`;

const blocksOf = (parts: readonly RecordedPart[]): Block[] => {
  const blocks: Block[] = [];
  const steps = latestSteps(parts);
  const placed = new Set<string>();
  parts.forEach(({ sequence, time, part }, index) => {
    const key = String(sequence);
    if (part.kind === 'text' && part.text.trim() !== '') blocks.push({ type: 'text', key, text: part.text });
    if (part.kind === 'thinking') {
      const next = parts[index + 1]?.time;
      const ms = next === undefined ? null : Date.parse(next) - Date.parse(time);
      blocks.push({ type: 'thinking', key, text: part.text, ms });
    }
    if (part.kind !== 'step' || placed.has(part.id)) return;
    placed.add(part.id);
    const step = { ...(steps.get(part.id) ?? part), since: time };
    const before = blocks.at(-1);
    if (before?.type === 'steps' && areAlike(before.steps.at(-1), step)) {
      blocks[blocks.length - 1] = { ...before, steps: [...before.steps, step] };
    } else {
      blocks.push({ type: 'steps', key, verb: step.verb, steps: [step] });
    }
  });
  return blocks;
};

const latestSteps = (parts: readonly RecordedPart[]): Map<string, Step> =>
  new Map(parts.flatMap(({ part }) => (part.kind === 'step' ? [[part.id, part] as const] : [])));

/** Only what is done and names a file folds together: what runs or failed is always a line of its own. */
const areAlike = (a: Step | undefined, b: Step): boolean =>
  a?.state === 'done' && b.state === 'done' && a.verb === b.verb && a.path !== undefined && b.path !== undefined;
