/**
 * A sentence whose quoted parts are taken out, so that what stands in quotes is never read as grammar: each is one
 * private-use character in `text` and lies in `quotes`.
 */
export interface QuotedText {
  readonly text: string;
  readonly quotes: readonly string[];
}

const first = 0xe000;
const capacity = 0x1000;

/** Matches one quoted part in a `QuotedText`, for use inside other expressions. */
export const quoted = '[\\uE000-\\uEFFF]';

const anyQuote = new RegExp(quoted, 'g');
const marks = /["“”„]([^"“”„]*)["“”]|«\s*([^»]*?)\s*»|`([^`]*)`|(?<!\w)[‘']((?:[^‘’'\n]|[’'](?=\w))*)[’'](?!\w)/g;

export const takeQuotes = (raw: string): QuotedText => {
  const quotes: string[] = [];
  const text = raw.replace(anyQuote, ' ').replace(marks, (whole, ...groups: unknown[]) => {
    if (quotes.length >= capacity) return whole;
    const content = groups.slice(0, 4).find((group) => typeof group === 'string') ?? '';
    quotes.push(String(content).replace(/\s+/g, ' ').trim());
    return String.fromCharCode(first + quotes.length - 1);
  });
  return { text, quotes };
};

/** The quoted part that a piece consists of, if it is one and nothing else. */
export const soleQuote = (piece: string, quotes: readonly string[]): string | undefined => {
  const trimmed = piece.trim();
  if (trimmed.length !== 1) return undefined;
  return quotes[trimmed.charCodeAt(0) - first];
};

/** The piece as the person wrote it: a sole quote without its marks, quotes among other words with theirs. */
export const spokenText = (piece: string, quotes: readonly string[]): string =>
  soleQuote(piece, quotes) ??
  piece.replace(anyQuote, (character) => `"${quotes[character.charCodeAt(0) - first] ?? ''}"`).trim();
