import { describe, expect, it } from 'vitest';
import type { RecordedPart, TurnHead } from '../../../api/types.ts';
import { plainWords } from './plain-words.ts';

const turn = (over: Partial<TurnHead>): TurnHead => ({
  build: 'b1',
  kind: 'prompt',
  state: 'succeeded',
  agent: 'builtin',
  by: { id: 'a', name: 'Ada' },
  prompt: 'Make it blue',
  picks: [],
  attachments: [],
  dialogue: [],
  retryOf: null,
  restores: null,
  undoes: null,
  attempt: 1,
  requestedAt: '2026-01-01T00:00:00Z',
  startedAt: null,
  endedAt: null,
  place: null,
  outcome: null,
  ...over,
});
const said = (text: string): RecordedPart => ({
  sequence: 1,
  attempt: 1,
  time: '2026-01-01T00:00:01Z',
  part: { kind: 'text', text },
});

describe('The plain words of a turn', () => {
  it('are what was asked, what the agent said and what came of it', () =>
    expect(
      plainWords(turn({ outcome: { type: 'version', version: 12, summary: 'Blue now', files: [] } }), [said('I look')]),
    ).toEqual(['Make it blue', 'I look', 'Version 12', 'Blue now']));

  it('hold a question with its answer', () =>
    expect(plainWords(turn({ dialogue: [{ question: 'Which?', choices: [], answer: 'Both', by: null }] }), [])).toEqual(
      ['Make it blue', 'Which?', 'Both'],
    ));

  it('tell a deed that nobody put into words', () =>
    expect(plainWords(turn({ kind: 'import', prompt: null }), [])).toEqual(['Ada began the site']));
});
