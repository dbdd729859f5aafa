import { tokenize } from 'css-tree';
import type { Token } from './tokens.ts';

const whitespace = 13;
const comment = 25;

/** The tokens of a style sheet, as the CSS Syntax module names them. */
export const cssTokens = (bytes: Uint8Array): Token[] => {
  const text = new TextDecoder().decode(bytes);
  const tokens: Token[] = [];
  let spaced = false;
  tokenize(text, (type, from, to) => {
    if (type === whitespace) {
      spaced = true;
      return;
    }
    tokens.push({ kind: type === comment ? 'comment' : 'other', key: text.slice(from, to), from, to, spaced });
    spaced = false;
  });
  return tokens;
};
