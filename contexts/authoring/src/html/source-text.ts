export type Encoding = 'utf-8' | 'latin1';

/** A text file as characters, together with what turns the same characters into the same bytes again. */
export interface SourceText {
  readonly text: string;
  readonly encoding: Encoding;
}

const chunk = 8192;

/**
 * Decodes a text file without losing a byte: UTF-8 (a byte order mark is kept as a character) if the bytes are valid
 * UTF-8, else one character per byte. Answers undefined for bytes that are no text (they hold a NUL).
 */
export const readText = (bytes: Uint8Array): SourceText | undefined => {
  if (bytes.includes(0)) return undefined;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: oneCharacterPerByte(bytes), encoding: 'latin1' };
  }
};

/**
 * The inverse of `readText`. A character that `latin1` cannot hold is a RangeError: whoever puts new text into such a
 * file has to write it in ASCII (`escapeText` does).
 */
export const writeText = ({ text, encoding }: SourceText): Uint8Array => {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  return Uint8Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code > 0xff) throw new RangeError(`U+${code.toString(16)} has no byte in a file that is not UTF-8`);
    return code;
  });
};

const oneCharacterPerByte = (bytes: Uint8Array): string => {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += chunk) parts.push(String.fromCharCode(...bytes.subarray(at, at + chunk)));
  return parts.join('');
};
