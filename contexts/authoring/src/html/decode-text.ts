import { parseFragment } from 'parse5';
import { isText } from './elements.ts';

/** A piece of source `[from, to)` and the characters that a browser makes of it. */
export interface DecodedPiece {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const reference = /&(?:#x?[0-9a-f]+|[a-z][a-z0-9]*);?/iy;

/** Splits the source of a text node into pieces: one per character, per CRLF and per character reference. */
export const decodeText = (raw: string): DecodedPiece[] => {
  const pieces: DecodedPiece[] = [];
  let at = 0;
  while (at < raw.length) {
    const piece = referenceAt(raw, at) ?? characterAt(raw, at);
    pieces.push(piece);
    at = piece.to;
  }
  return pieces;
};

const referenceAt = (raw: string, from: number): DecodedPiece | undefined => {
  if (raw[from] !== '&') return undefined;
  reference.lastIndex = from;
  const source = reference.exec(raw)?.[0];
  if (source === undefined) return undefined;
  const node = parseFragment(source).childNodes[0];
  if (node === undefined || !isText(node) || node.value === source) return undefined;
  return { text: node.value, from, to: from + source.length };
};

const characterAt = (raw: string, from: number): DecodedPiece => {
  if (raw[from] === '\r') return { text: '\n', from, to: raw[from + 1] === '\n' ? from + 2 : from + 1 };
  const text = String.fromCodePoint(raw.codePointAt(from) ?? 0);
  return { text, from, to: from + text.length };
};
