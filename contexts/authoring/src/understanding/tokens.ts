const stopWords = new Set(
  'a an the my our your its their his her this that these those of in on at to for from with by and or is are be was were it i we you me us there here which who whose what where as only just please now also so but one ones some any own very too into onto under over up down out off about then than says say saying reads called named titled labelled reading text word word sit sits stand stands appear appears located find found currently still there thing bit piece'.split(
    ' ',
  ),
);

const variants: Readonly<Record<string, string>> = {
  color: 'colour',
  gray: 'grey',
  center: 'centre',
  centered: 'centred',
  mail: 'email',
  telephone: 'phone',
  pics: 'picture',
  pic: 'picture',
  photograph: 'photo',
  organisation: 'organization',
  licence: 'license',
};

// eslint-disable-next-line no-control-regex
const isAscii = /^[\x00-\x7f]*$/;

/** The words of a text as they are compared: lower case, without accents, marks of possession and plural endings. */
export const tokensOf = (text: string): string[] =>
  (
    (isAscii.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, ''))
      .toLowerCase()
      .replace(/\be-?mails?\b/g, 'email')
      .replace(/\bdrop-?downs?\b/g, 'dropdown')
      .replace(/['’]s\b/g, '')
      .replace(/['’]/g, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).map(stem);

/** The words that tell one thing from another: without articles, prepositions and the like. */
export const tellingTokens = (text: string): string[] => tokensOf(text).filter((token) => !stopWords.has(token));

export const isStopWord = (token: string): boolean => stopWords.has(token);

/** How well two words agree, 0 to 1: a slip of typing or another ending still counts for most of it. */
export const agreement = (wanted: string, present: string): number => {
  if (wanted === present) return 1;
  const shorter = Math.min(wanted.length, present.length);
  if (shorter < 4 || /^\d+$/.test(wanted)) return 0;
  if (shorter >= 5 && (present.startsWith(wanted) || wanted.startsWith(present))) return 0.8;
  if (rootOf(wanted) === rootOf(present) && rootOf(wanted).length >= 4) return 0.85;
  const most = shorter >= 8 ? 2 : 1;
  return Math.abs(wanted.length - present.length) <= most && distance(wanted, present, most) <= most ? 0.85 : 0;
};

/** What "upgrade", "upgraded" and "upgrading" share. */
const rootOf = (word: string): string => word.replace(/(?:ing|ed|ion|e)$/, '');

/** Words that agree with a wanted one, with how well. */
export type Kin = readonly (readonly [word: string, agreement: number])[];

/** The words of a vocabulary that may be meant by a word, the best first. */
export const kinOf = (wanted: string, vocabulary: ReadonlySet<string>): Kin =>
  (vocabulary.has(wanted) ? [wanted] : [...vocabulary])
    .map((word) => [word, agreement(wanted, word)] as const)
    .filter(([, share]) => share > 0)
    .toSorted((a, b) => b[1] - a[1]);

export const bestAmong = (kin: Kin, present: ReadonlySet<string>): number =>
  kin.find(([word]) => present.has(word))?.[1] ?? 0;

const stem = (word: string): string => {
  const known = variants[word] ?? word;
  if (known.length > 4 && known.endsWith('ies')) return `${known.slice(0, -3)}y`;
  if (known.length > 3 && known.endsWith('s') && !/(?:ss|us|is)$/.test(known)) return known.slice(0, -1);
  return known;
};

/** Edits that turn one word into another, two neighbours swapped counting as one (Damerau, 1964); stops past `most`. */
const distance = (a: string, b: string, most: number): number => {
  let [before, previous] = [[] as number[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? most + 1;
};
