// Longer lines come from minifiers, and two changes of one such line have as a rule nothing to do with each other.
const longestLine = 400;

/**
 * A text in the units that a merge keeps whole: lines with their ends (LF, CRLF or CR), and the tokens of lines over 400
 * characters. Joined again they are the text.
 */
export const textUnits = (text: string): string[] =>
  (text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? []).flatMap((line) =>
    line.length > longestLine ? tokensOf(line) : [line],
  );

// All beyond ASCII counts as part of a word, so that no character is cut in two.
const tokensOf = (line: string): string[] =>
  line.match(/[A-Za-z0-9_\u0080-\uffff]+|[ \t\r\n\f\v]+|[^A-Za-z0-9_\u0080-\uffff \t\r\n\f\v]/g) ?? [];
