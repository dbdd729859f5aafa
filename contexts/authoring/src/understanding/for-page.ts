import { quoted } from './quotes.ts';

const anyQuote = new RegExp(quoted);
const soleQuote = new RegExp(`^\\s*${quoted}\\s*[.!?,;]*\\s*$`);

/** Words by which a sentence goes on; in lower case nothing for a page begins with them. */
const goingOn =
  /^(?:to (?:be|say|read|without)|so|its|it's|it’s|it is|it was|it should|not|and|but|or|instead|without|as|by|from|called|named|saying|just the|the same|please|also|too|rather|better|of|should|must|shall|may|can|be|is|are|correct to|change to|replace it|that|which|there|here|then|them|put|use|write|have(?= [A-Z\uE000-\uEFFF]))\b/;
const orders =
  /\b(?:i|we)(?:['’]d| would)? (?:want|like to have|prefer|would like)\b|\b(?:should|must|shall|has to|have to|needs to) (?:be|say|read|become|go|disappear|get)\b|\b(?:instead of|in place of|rather than)\b|\b(?:make|call|change|replace|let|put|write) (?:it|that|this|them)\b|\bbecomes\b|⇒|\bi (?:don['’]t|do not) (?:like|want)\b|\bwithout the (?:words?|exclamation|question|comma|full stop|period|dot|dash|hyphen|brackets?)\b/i;
const label =
  /(?:^|[.!?,;]\s+)(?:(?:the |an? )?(?:\w+ ){0,2})(?:label|heading|headline|title|text|link|line|button|photo|picture|image|alt|blurb|subtitle|field|caption|name)(?: \S{1,12}){0,2}\s*:(?:\s|$)/i;
const verdict =
  /^(?:bla ?bla|latin|wrong|bad grammar|silly|boring|rude|old|outdated|empty|too \w+(?: .*)?|not .*|\w+ card|on top .*)$/i;
const place =
  /\b(?:in|from|to|of|on|at|into) (?:the|my|our) (?:\w+ )?(?:menu|navigation|nav|navbar|navigation bar|nav bar|sidebar|side bar|footer|header)[.!]*$|^links? to\b|\bpage (?:before|after|above|below|behind|in front of) the\b/i;
const denial = /,\s*(?:and |but )?(?:not|no) [^,]{1,60}$/;

/**
 * Whether a piece of a sentence can be words for a page. What still holds an order, a label or half of another wish was
 * parted wrongly, and must never be written anywhere.
 */
export const isForPage = (piece: string): boolean => {
  const said = piece.trim();
  if (soleQuote.test(said)) return true;
  if (said === '' || anyQuote.test(said)) return false;
  if (count(said, '(') !== count(said, ')')) return false;
  return (
    !goingOn.test(said) &&
    !orders.test(said) &&
    !place.test(said) &&
    !label.test(said) &&
    !denial.test(said) &&
    !verdict.test(said)
  );
};

const count = (text: string, mark: string): number => text.split(mark).length - 1;

const clause =
  /(?<!\bno)[.!?]\s+\S|\b(?:i|we|you|he|she|they)\s+(?:(?:do|did|would|could|can|have|had|am|are|was|were|really|just|only|still|now)\b|\w+(?:ed|s)?\s+(?:the|a|an|my|our|it|that|this|to)\b)|\b(?:says|calls|shows|claims|thinks)\b.*\b(?:and|but|so)\b/i;

/** Whether a phrase can point at something: a clause with a verb of its own does not. */
export const pointsAtSomething = (phrase: string): boolean => !clause.test(phrase);
