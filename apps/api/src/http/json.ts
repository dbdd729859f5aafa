const MAX_DEPTH = 64;

/**
 * JSON with the limits that `JSON.parse` lacks: nesting, and keys that would reach a prototype. Numbers, escapes and
 * lone surrogates are left as JSON.parse gives them; strings are checked where they are used.
 * @throws SyntaxError naming what is wrong.
 */
export const parseJson = (text: string): unknown => {
  requireShallow(text);
  return JSON.parse(text, (key, value: unknown) => {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype')
      throw new SyntaxError(`The key "${key}" is not allowed`);
    return value;
  });
};

const requireShallow = (text: string): void => {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > MAX_DEPTH) throw new SyntaxError(`JSON may be nested ${MAX_DEPTH} levels deep, not more`);
    } else if (character === '}' || character === ']') depth -= 1;
  }
};
