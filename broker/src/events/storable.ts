/** Deepest nesting of an event's data; deeper JSON is an attack or a mistake, and overflows readers' stacks. */
const MAX_DEPTH = 32;

export class NotStorable extends Error {
  override readonly name = 'NotStorable';
}

/**
 * Demands plain JSON that every reader can hold: objects, arrays, text, finite numbers, booleans and null. Text with
 * lone surrogates or U+0000 has no place in PostgreSQL, and a key `__proto__` none in JavaScript; one such event would
 * stop every reader for ever, since a stored event is never edited.
 * @throws NotStorable naming the path
 */
export const requireStorable = (data: unknown): void => {
  const waiting: { value: unknown; path: string; depth: number }[] = [{ value: data, path: 'data', depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path, depth } = next;
    if (depth > MAX_DEPTH) throw new NotStorable(`${path.slice(0, 80)} is nested deeper than ${MAX_DEPTH}`);
    for (const [key, inner] of childrenOf(value, path)) {
      waiting.push({ value: inner, path: `${path}.${key}`, depth: depth + 1 });
    }
  }
};

const childrenOf = (value: unknown, path: string): readonly (readonly [string, unknown])[] => {
  switch (typeof value) {
    case 'string':
      requireText(value, path);
      return [];
    case 'number':
      if (!Number.isFinite(value)) throw new NotStorable(`${path} is ${value}`);
      return [];
    case 'boolean':
      return [];
    case 'object':
      if (value === null) return [];
      return Array.isArray(value) ? Object.entries(value) : membersOf(value, path);
    default:
      throw new NotStorable(`${path} is a ${typeof value}`);
  }
};

const membersOf = (value: object, path: string): readonly (readonly [string, unknown])[] => {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NotStorable(`${path} is no plain object`);
  // JSON leaves absent members out; so does an optional property that is set to undefined.
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  for (const [key] of members) {
    requireText(key, `a key of ${path}`);
    if (key === '__proto__') throw new NotStorable(`${path} has a key __proto__`);
  }
  return members;
};

const requireText = (text: string, path: string): void => {
  if (!text.isWellFormed()) throw new NotStorable(`${path} holds half a surrogate pair`);
  if (text.includes('\u0000')) throw new NotStorable(`${path} holds U+0000`);
};
