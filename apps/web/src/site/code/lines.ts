/** A piece of a line in one colour, a CSS value; null for plain text. */
export interface Piece {
  readonly text: string;
  readonly colour: string | null;
}
export type Line = readonly Piece[];

export const plainLines = (text: string): readonly Line[] =>
  text.split(/\r\n|\r|\n/).map((line) => [{ text: line, colour: null }]);

/** So many lines are put into the page at once. */
const A_BLOCK = 150;

export const blocksOf = (lines: readonly Line[]): readonly (readonly Line[])[] =>
  Array.from({ length: Math.ceil(lines.length / A_BLOCK) }, (_, index) =>
    lines.slice(index * A_BLOCK, (index + 1) * A_BLOCK),
  );
