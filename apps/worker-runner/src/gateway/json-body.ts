import { Denied } from './denied.ts';

/**
 * Parses a body that may be hostile. Depth is counted before anything recurses into it; a key `__proto__` is refused,
 * since it becomes something else when an object is copied. @throws Denied 400
 */
export const parseJsonBody = (text: string, maxDepth: number): unknown => {
  if (depthOf(text) > maxDepth) throw new Denied(400, 'too-deep', `JSON nested deeper than ${maxDepth} is not taken`);
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__') throw new SyntaxError('"__proto__" is no key');
      return value;
    });
  } catch {
    throw new Denied(400, 'not-json', 'The body is not the JSON that is expected');
  }
};

/** Brackets that are open at once at most, those in strings not counted. */
const depthOf = (text: string): number => {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '{' || character === '[')) deepest = Math.max(deepest, (depth += 1));
    else if (!quoted && (character === '}' || character === ']')) depth -= 1;
  }
  return deepest;
};
