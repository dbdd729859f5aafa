import { structuredPatch } from 'diff';

/** A line of a hunk with its numbers on both sides, counted from 1; null on the side that does not have it. */
export interface DiffLine {
  /** `no-newline`: the line before it is the last and does not end in a line break. */
  readonly kind: 'same' | 'added' | 'removed' | 'no-newline';
  readonly from: number | null;
  readonly to: number | null;
  /** Without its line break. */
  readonly text: string;
}

/** A stretch of changed lines with up to three unchanged ones on either side. */
export interface Hunk {
  readonly from: { readonly start: number; readonly lines: number };
  readonly to: { readonly start: number; readonly lines: number };
  readonly lines: readonly DiffLine[];
}

export interface TextDiff {
  /** In lines. */
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly Hunk[];
}

const CONTEXT = 3;
/** The cost grows with the square of the edits: past this many the text counts as written anew. */
const MOST_EDITS = 1_000;

/** Line by line by Myers' algorithm (1986), as jsdiff has it. */
export const diffText = (before: string, after: string): TextDiff => {
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT, maxEditLength: MOST_EDITS });
  const hunks = (patch?.hunks ?? [writtenAnew(before, after)]).map(hunkOf);
  const count = (kind: DiffLine['kind']): number =>
    hunks.reduce((sum, { lines }) => sum + lines.filter((line) => line.kind === kind).length, 0);
  return { added: count('added'), removed: count('removed'), hunks };
};

interface RawHunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly string[];
}

const hunkOf = ({ oldStart, newStart, lines: raw }: RawHunk): Hunk => {
  let [from, to] = [oldStart, newStart];
  const lines = raw.map((line): DiffLine => {
    const text = line.slice(1);
    switch (line[0]) {
      case '+':
        return { kind: 'added', from: null, to: to++, text };
      case '-':
        return { kind: 'removed', from: from++, to: null, text };
      case '\\':
        return { kind: 'no-newline', from: null, to: null, text: text.trim() };
      default:
        return { kind: 'same', from: from++, to: to++, text };
    }
  });
  return {
    from: { start: oldStart, lines: from - oldStart },
    to: { start: newStart, lines: to - newStart },
    lines,
  };
};

const writtenAnew = (before: string, after: string): RawHunk => ({
  oldStart: 1,
  newStart: 1,
  lines: [...linesOf('-', before), ...linesOf('+', after)],
});

const linesOf = (sign: '-' | '+', text: string): readonly string[] => {
  if (text === '') return [];
  const lines = text.split('\n').map((line) => sign + line);
  return text.endsWith('\n') ? lines.slice(0, -1) : [...lines, '\\ No newline at end of file'];
};
