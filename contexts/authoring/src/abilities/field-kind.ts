/** The type of an input for what it asks for, so that a phone shows the right keys and a browser checks what is typed. */
export const fieldKind = (label: string): string => kinds.find(([words]) => words.test(label))?.[1] ?? 'text';

const kinds: readonly (readonly [RegExp, string])[] = [
  [/\be-?mail\b/i, 'email'],
  [/\b(?:tele)?phone\b|\bmobile\b|\bcell\b/i, 'tel'],
  [/\bdate\b|\bbirthday\b/i, 'date'],
  [/\b(?:website|web address|url|homepage)\b/i, 'url'],
  [/\b(?:number of|how many|quantity|amount)\b/i, 'number'],
];
