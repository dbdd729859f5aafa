/** Where something shall go, beside or in something else. */
export interface SaidPlace {
  readonly side: 'before' | 'after' | 'start-of' | 'end-of' | 'between';
  /** What it is told by; empty for the list or page that the thing itself belongs to. */
  readonly by: string;
  /** The second thing, if it goes between two. */
  readonly and?: string;
}

const forms: readonly (readonly [RegExp, SaidPlace['side']])[] = [
  [/\bbetween\s+(?<by>.+?)\s+and\s+(?<and>.+)$/i, 'between'],
  [
    /\b(?:(?:right |directly |just |immediately )?(?:before|above|in front of|(?:to the )?left of|over|ahead of|on top of(?= ))|preceding)\s+(?<by>.+)$/i,
    'before',
  ],
  [
    /\b(?:(?:right |directly |just |immediately )?(?:after|below|under|beneath|behind|underneath|following|next to|beside|(?:to the )?right of)|follows?|followed by)\s+(?<by>.+)$/i,
    'after',
  ],
  [
    /\b(?:at|to|as|on|in|into)\s+the\s+(?:very\s+)?(?:top|start|beginning|front|first position|first place|head|beginning)(?:\s+of\s+(?<by>.+))?$/i,
    'start-of',
  ],
  [
    /\b(?:at|to|as|on|in|into)\s+the\s+(?:very\s+)?(?:bottom|end|last position|last place)(?:\s+of\s+(?<by>.+))?$/i,
    'end-of',
  ],
  [
    /\b(?:as (?:the )?|be (?:the )?|come |comes |go |stand |is (?:the )?)?first\b(?:\s+(?:one|item|entry|place|in line))?(?:\s+(?:in|of|on|among|for)\s+(?<by>.+))?$/i,
    'start-of',
  ],
  [
    /\b(?:as (?:the )?|be (?:the )?|come |comes |go |stand |is (?:the )?)?(?:last|final)\b(?:\s+(?:one|item|entry|place))?(?:\s+(?:in|of|on|among|for)\s+(?<by>.+))?$/i,
    'end-of',
  ],
  [/\b(?:leftmost|up ?front|(?:to|on) (?:the )?(?:very )?(?:left|top))$/i, 'start-of'],
  [/\b(?:rightmost|(?:to|on) (?:the )?(?:very )?(?:right|bottom))$/i, 'end-of'],
];

/** The place that a sentence ends with, and the sentence without it. */
export const readPlace = (text: string): { readonly place: SaidPlace; readonly rest: string } | undefined => {
  for (const [pattern, side] of forms) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const { by = '', and } = match.groups ?? {};
    return {
      place: { side, by: by.trim(), ...(and === undefined ? {} : { and: and.trim() }) },
      rest: text
        .slice(0, match.index)
        .replace(/[\s,;:]+$/, '')
        .trim(),
    };
  }
  return undefined;
};
