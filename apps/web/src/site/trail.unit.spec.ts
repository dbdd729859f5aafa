import { describe, expect, it } from 'vitest';
import type { Part, RecordedPart } from '../api/types.ts';
import { attemptsOf, piecesOf, progressOf, segmentsOf, withParts } from './trail.ts';

const at = (sequence: number, part: Part, attempt = 1): RecordedPart => ({
  sequence,
  attempt,
  time: new Date(Date.UTC(2026, 0, 1, 12, 0, sequence)).toISOString(),
  part,
});
const step = (id: string, state: 'running' | 'done' | 'failed', verb = 'Edited', path?: string): Part => ({
  kind: 'step',
  id,
  state,
  verb,
  text: `${verb} ${path ?? 'it'}`,
  ...(path !== undefined && { path }),
});

describe('withParts', () => {
  const [one, two, three] = [1, 2, 3].map((n) => at(n, { kind: 'text', text: String(n) })) as [
    RecordedPart,
    RecordedPart,
    RecordedPart,
  ];
  it('appends what is new', () => expect(withParts([one], [two, three])).toEqual([one, two, three]));
  it('takes a part that comes twice once, and a late one to its place', () =>
    expect(withParts([one, three], [two, three])).toEqual([one, two, three]));
});

describe('attemptsOf', () => {
  it('replaces a step by its later state where it first stood', () => {
    const parts = [at(1, step('a', 'running')), at(2, { kind: 'text', text: 'meanwhile' }), at(3, step('a', 'done'))];
    const blocks = attemptsOf(parts)[0]?.blocks ?? [];
    expect(blocks.map(({ type }) => type)).toEqual(['steps', 'text']);
    expect(blocks[0]).toMatchObject({ steps: [{ id: 'a', state: 'done' }] });
  });

  it('folds consecutive alike steps of files, and none that runs or failed', () => {
    const parts = [
      at(1, step('a', 'done', 'Read', 'a.html')),
      at(2, step('b', 'done', 'Read', 'b.html')),
      at(3, step('c', 'failed', 'Read', 'c.html')),
      at(4, step('d', 'done', 'Edited', 'a.html')),
      at(5, step('e', 'running', 'Edited', 'b.html')),
    ];
    const blocks = attemptsOf(parts)[0]?.blocks ?? [];
    expect(blocks.map((block) => (block.type === 'steps' ? block.steps.map(({ id }) => id).join('') : ''))).toEqual([
      'ab',
      'c',
      'd',
      'e',
    ]);
  });

  it('keeps attempts apart, also when they use the same step ids', () => {
    const parts = [at(1, step('a', 'running')), at(2, step('a', 'done'), 2)];
    expect(attemptsOf(parts).map(({ number, blocks }) => [number, blocks.length])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it('shows nothing for an attempt that only made progress', () =>
    expect(attemptsOf([at(1, { kind: 'progress', step: 'fetching', percent: 10, text: '' })])).toEqual([]));

  it('tells an attempt that began because a worker was lost', () => {
    const parts = [at(1, step('a', 'done')), at(2, step('attempt-2', 'done', 'Started again'), 2)];
    expect(attemptsOf(parts).map(({ again, blocks }) => [again, blocks.length])).toEqual([
      [false, 1],
      [true, 0],
    ]);
  });

  it('knows how long it thought once something follows', () => {
    const parts = [at(1, { kind: 'thinking', text: 'hm' }), at(7, { kind: 'text', text: 'so' })];
    expect(attemptsOf(parts)[0]?.blocks[0]).toMatchObject({ type: 'thinking', ms: 6_000 });
    expect(attemptsOf(parts.slice(0, 1))[0]?.blocks[0]).toMatchObject({ type: 'thinking', ms: null });
  });
});

describe('progress', () => {
  const executing = at(2, { kind: 'progress', step: 'executing', percent: 64, text: 'Writing' });
  it('is the newest word of the newest attempt', () => {
    expect(progressOf([executing])).toMatchObject({ place: 3, percent: 64 });
    expect(progressOf([executing, at(3, step('a', 'running'), 2)])).toBeNull();
  });
  it('fills the segments before it', () => {
    const states = segmentsOf(progressOf([executing])).map(({ state, percent }) => `${state} ${percent}`);
    expect(states).toEqual(['done 100', 'done 100', 'now 64', 'ahead 0', 'ahead 0', 'ahead 0']);
  });
});

describe('piecesOf', () => {
  const attempt = (number: number, again = false) => ({ number, again, blocks: [] });
  const order = (attempts: Parameters<typeof piecesOf>[0], questions: readonly string[]) =>
    piecesOf(attempts, questions).map((piece) => (piece.type === 'attempt' ? piece.attempt.number : piece.question));

  it('puts a question between the attempt that asked it and the one that took its answer', () =>
    expect(order([attempt(1), attempt(2), attempt(3)], ['a', 'b'])).toEqual([1, 'a', 2, 'b', 3]));
  it('puts an open question last', () => expect(order([attempt(1)], ['a'])).toEqual([1, 'a']));
  it('puts a question behind the attempt that asked it, also after one that was lost', () =>
    expect(order([attempt(1), attempt(2, true), attempt(3)], ['a'])).toEqual([1, 2, 'a', 3]));
  it('keeps the place of a question whose answer is known here later than its attempt', () =>
    expect(order([attempt(1), attempt(2)], ['a'])).toEqual([1, 'a', 2]));
});
