import { readText } from '../html/source-text.ts';
import { diffText, type Hunk, type TextDiff } from './diff-text.ts';

/**
 * How one file differs between two trees.
 * - `same`: the same bytes, or on neither side.
 * - `text`: its hunks; `cut` when there were more lines than are shown.
 * - `binary`: there is nothing to show line by line.
 * - `too-large`: there would be, and it is too much for that.
 */
export type FileDiff =
  | { readonly type: 'same' }
  | (TextDiff & { readonly type: 'text'; readonly cut: boolean })
  | { readonly type: 'binary' }
  | { readonly type: 'too-large'; readonly limit: number };

/** Bytes of one side above which a text is not compared line by line. */
export const MOST_BYTES = 1024 * 1024;
/** What is shown of one file, by lines; the counts are those of all. */
export const MOST_LINES = 5_000;
/** UTF-16 units that are shown of one line. */
export const LONGEST_LINE = 2_000;

export const diffFile = (before: Uint8Array | undefined, after: Uint8Array | undefined): FileDiff => {
  if (isSame(before, after)) return { type: 'same' };
  const [from, to] = [textOf(before), textOf(after)];
  if (from === undefined || to === undefined) return { type: 'binary' };
  if (Math.max(before?.length ?? 0, after?.length ?? 0) > MOST_BYTES) return { type: 'too-large', limit: MOST_BYTES };
  const { added, removed, hunks } = diffText(from, to);
  const shown = withinLines(hunks, MOST_LINES);
  const cut = countLines(shown) < countLines(hunks);
  return { type: 'text', added, removed, cut, hunks: shown.map(withShortLines) };
};

const isSame = (before: Uint8Array | undefined, after: Uint8Array | undefined): boolean =>
  before === after ||
  (before !== undefined &&
    after !== undefined &&
    before.length === after.length &&
    before.every((byte, index) => byte === after[index]));

const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? '' : readText(bytes)?.text;

const withinLines = (hunks: readonly Hunk[], most: number): readonly Hunk[] => {
  const shown: Hunk[] = [];
  let room = most;
  for (const hunk of hunks) {
    if (room <= 0) break;
    shown.push({ ...hunk, lines: hunk.lines.slice(0, room) });
    room -= hunk.lines.length;
  }
  return shown;
};

const countLines = (hunks: readonly Hunk[]): number => hunks.reduce((sum, { lines }) => sum + lines.length, 0);

const withShortLines = (hunk: Hunk): Hunk => ({
  ...hunk,
  lines: hunk.lines.map((line) =>
    line.text.length > LONGEST_LINE ? { ...line, text: `${line.text.slice(0, LONGEST_LINE)}…` } : line,
  ),
});
