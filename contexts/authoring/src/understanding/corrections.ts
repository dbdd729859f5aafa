import { valueShapes, type ValueShape } from './value-shapes.ts';

/** An old and a new value of one kind, told in one sentence. */
export interface Correction {
  readonly shape: ValueShape;
  readonly old: string;
  readonly fresh: string;
  /** The words right before and right after the two values: beside the old one they may stand on the page. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The sentence without the two values. */
  readonly context: string;
  /** Wherever the old value stands. */
  readonly everywhere: boolean;
}

const instead =
  /^(?<words>[^.;:\d]{0,30}?)(?:,|\s)\s*(?:instead of|in place of|rather than|(?:and |but )?not|no longer|replaces?)\b[^\d.;]{0,24}$/i;
const denied = /\b(?:not|isn['’]?t|aren['’]?t|no longer|never)\b[^.;\d]{0,20}$/i;
const becomes =
  /^[^.;:\d]{0,30}\b(?:becomes?|(?:is|are) now|changes? to|(?:goes|go) (?:up |down )?to|should (?:now )?be|must be|will be)\b[^.;:\d]{0,12}$|^\s*(?:⇒|->)\s*$/i;
const follows = /^[^;\d]{0,60}$/;
const all =
  /\b(?:everything|everywhere|wherever|anything|whatever|every|each|all (?:the|of|our|that|places|prices)|always|both)\b/i;

/** What a sentence corrects: "15, not 14", "13 May isn't right any more, it is 20 May", "all that is 690 becomes 720". */
export const correctionIn = (text: string): Correction | undefined => {
  for (const shape of valueShapes) {
    const found = [...text.matchAll(shape.pattern)];
    const [first, second] = found;
    if (first === undefined || second === undefined) continue;
    if (found.length > 2 || shape.key(first[0]) === shape.key(second[0])) return undefined;
    const lead = text.slice(0, first.index);
    const between = text.slice(first.index + first[0].length, second.index);
    const tail = text.slice(second.index + second[0].length);
    const turned = instead.exec(between);
    if (turned === null && !becomes.test(between) && !(denied.test(lead) && follows.test(between))) return undefined;
    return {
      shape,
      ...(turned === null ? { old: first[0], fresh: second[0] } : { old: second[0], fresh: first[0] }),
      before: [lead, between].flatMap((part) => wordsIn(part).slice(-1)),
      after: [turned?.groups?.['words'] ?? between, tail].flatMap((part) => wordsIn(part).slice(0, 1)),
      context: `${lead} ${between} ${tail}`,
      everywhere: all.test(text),
    };
  }
  return undefined;
};

const wordsIn = (text: string): string[] =>
  (text.match(/[\p{L}\p{N}'’]+/gu) ?? []).map((word) => word.toLowerCase()).filter((word) => !said.test(word));

/** Words beside a value that tell it and are not of it. */
const said = /^(?:is|are|was|it['’]?s?|an?|the|now|becomes?|be|of|costs?|not|isn['’]?t|any|we|that)$/;
