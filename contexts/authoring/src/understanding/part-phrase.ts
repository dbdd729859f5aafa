import { ordinal } from './ordinals.ts';
import { isStopWord, tellingTokens, tokensOf } from './tokens.ts';

/** A part of something that a sentence speaks of. Pieces hold no quotes. */
export interface PartPhrase {
  readonly kind: 'heading' | 'text' | 'button' | 'label';
  readonly tokens: readonly string[];
  readonly nthThing: number | undefined;
  readonly nthPart: number | undefined;
  /** Whether it is the page's own heading that is meant, by its size. */
  readonly great: boolean;
  /** Whether the part stands under what is named rather than in it. */
  readonly under: boolean;
  readonly long: boolean;
  readonly opening: boolean;
}

const heading = /\b(?:headline|heading|title|caption)\b/i;
const parts: readonly (readonly [PartPhrase['kind'], RegExp])[] = [
  ['label', /\b(?:label|field label)\b/i],
  ['button', /\b(?:button|cta)\b/i],
  [
    'text',
    /\b(?:text|blurb|paragraph|latin|lorem(?: ipsum)?|description|sentence|copy|intro(?:duction)?|words|bla bla|line|passage|box|popup|pop-up|bubble)\b/i,
  ],
  ['heading', heading],
];
const precise = /\b(?:text|blurb|paragraph|latin|lorem(?: ipsum)?|description|sentence|copy|intro|line|passage)\b/i;
const itemNouns =
  /^(?:article|post|card|item|service|project|tile|box|member|person|entry|job|position|step|column|feature|teaser|bullet|point|plan|quote|testimonial|event|row|question|answer|piece|one)$/;
const fillers =
  /^(?:only|just|below|above|beneath|underneath|following|after|before|under|it|text|blurb|paragraph|latin|lorem|ipsum|description|sentence|copy|intro|introduction|words?|bla|line|passage|box|popup|pop|up|bubble|headline|heading|title|caption|button|label|new|first|second|third|fourth|fifth|last|get|part|bit|section|area|big|giant|large|huge|main|little|small|long|short|full|whole|opening|no|number|want|like|have|give|say|write|put|instead|should|must|start|change|update|edit|rewrite|set|make|replace|throw|away|thing|current|old|page|site|website|place|say|says|red|green|blue|yellow|purple|orange|grey|white|dark|black|pink)$/;

/** Reads what a sentence says of a part, once its new words are taken out of it. */
export const readPart = (context: string): PartPhrase | undefined => {
  const under = /\b(?:under|below|beneath|underneath|following|after)\b/i.exec(context);
  const upTo = under === null ? context : context.slice(0, under.index);
  const own = precise.test(upTo) ? upTo : context;
  const kind = heading.test(upTo) && !precise.test(upTo) ? 'heading' : parts.find(([, words]) => words.test(own))?.[0];
  if (kind === undefined) return undefined;
  const words = tokensOf(context);
  const counted = words.flatMap((word, at) => {
    const position = ordinal(word) ?? numbered(words, at);
    const next = words[at + 1] ?? '';
    const previous = words[at - 1] ?? '';
    if (position === undefined) return [];
    const ofThing = itemNouns.test(next) || /^(?:no|number)$/.test(previous) || itemNouns.test(previous);
    return [{ position, ofThing }];
  });
  return {
    kind,
    tokens: [...tellingTokens(context), ...capitals(context)]
      .filter(
        (token) =>
          !fillers.test(token) &&
          ordinal(token) === undefined &&
          !(counted.length > 0 && itemNouns.test(token) && token !== 'service' && token !== 'project'),
      )
      .filter((token) => !/^\d$/.test(token)),
    nthThing: counted.find(({ ofThing }) => ofThing)?.position,
    nthPart: counted.find(({ ofThing }) => !ofThing)?.position,
    great: kind === 'heading' && /\b(?:big|giant|large|huge|main|biggest|largest)\b/i.test(context),
    under: under !== null && kind === 'text',
    long: /\b(?:long|longest|big|large)\b/i.test(upTo),
    opening: /\b(?:intro|introduction|opening)\b/i.test(context),
  };
};

/** "The About part": a word that tells little else is a name here. */
const capitals = (context: string): string[] =>
  [...context.matchAll(/(?<=[\p{L},]\s)\p{Lu}\p{Ll}+/gu)].map(([word]) => tokensOf(word)[0] ?? '').filter(isStopWord);

const numbered = (words: readonly string[], at: number): number | undefined =>
  /^(?:no|number)$/.test(words[at - 1] ?? '') && /^\d{1,2}$/.test(words[at] ?? '') ? Number(words[at]) : undefined;
