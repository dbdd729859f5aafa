import { sayingsOf } from '../understanding/assignments.ts';
import { readLooks } from '../understanding/looks.ts';
import { spokenText, takeQuotes } from '../understanding/quotes.ts';
import { sameWordsIn } from './same-words.ts';

/** A build of this site that has ended, as far as a later message may refer back to it. */
export interface PastBuild {
  readonly build: string;
  readonly prompt: string;
  readonly summary: string;
  /** The version that it worked on, null for the first. */
  readonly sourceVersion: number | null;
  /** The version that it made, null if it made none. */
  readonly version: number | null;
}

/** What a message that refers back comes to. */
export type FollowUp =
  | { readonly type: 'none' }
  /** The site shall be as it was before the last change. */
  | { readonly type: 'undo' }
  /** The message said in full. `onPrevious`: the last change was a mistake and is left out. */
  | { readonly type: 'said-again'; readonly prompt: string; readonly onPrevious: boolean };

const undoing =
  /^(?:(?:no|oh no|sorry|oops|hm+|wait|ok|okay|actually|please|pls)\b[,.!:\s]*)*(?:can you |could you |would you |please )*(?:(?:undo|revert|take back|roll back|reverse|cancel|scrap)(?:\s+(?:that|it|this|the last (?:change|one|thing|step)|your last change|what you (?:just )?did|the change|everything you just did|that change|that again))?|(?:put|change|turn|set|bring|switch) (?:it|that|this|everything|them) back(?: (?:again|to (?:how|what|the way) it was(?: before)?|as it was(?: before)?|the way it was))?|(?:go|step) back(?: one step)?|(?:make it )?(?:as|like) (?:it was )?before|back to (?:how|what|the way) it was(?: before)?|(?:it|that) was better before|forget (?:that|it|the last one)|never ?mind,? (?:undo|change it back).*|i (?:liked|preferred) (?:it|the old one) (?:better )?before)(?:\s+(?:please|again|now))?(?:\s*[,.;:!–-].*)?$/i;
const meant =
  /^(?:(?:no|sorry|oops|wait|actually|oh|hm+)\b[,.!:\s]*)+(?:i (?:meant|mean|was talking about)|not that one[,;]?(?: but)?|the wrong one[,;.]?(?: (?:i meant|take|it is))?|it(?:'s| is|'s supposed to be)|make it|rather|take)?\s*(?<target>[^!.;]+)(?:[!.;].*)?$/i;
const same =
  /^(?:(?:and|now|then|ok|okay|great|please|also|yes|thanks)\b[,.!:\s]*)*(?:(?:do |make |please |now )*(?:the )?same(?: thing| change| again)?(?: please)?(?: (?:for|with|to|on|in|at|goes for))?|likewise(?: for)?|also|as well|too|ditto(?: for)?)\s+(?<target>.+)$/i;
const too =
  /^(?:(?:and|now|then|ok|okay|please)\b[,.!:\s]*)*(?<target>.+?)[,]?\s+(?:as well|too|also|likewise)(?:\s*[,.].*)?(?:\s+please)?[.!]*$/i;
/** "That" and its like point back only where no noun follows: not "the button that says", not "these buttons". */
const pronoun =
  /\b(?:it|them|(?:that|this) one|(?:that|this|those|these)(?=\s*(?:$|[.,;!?]|(?:a (?:bit|little|lot)|much|more|less|too|also|again|now|in|to|into|bold|italic|\w+er)\b)))\b/i;
/** Words that say that something is to be done, and name nothing. */
const doing =
  /^(?:\s|,|(?:and|now|then|please|can|could|would|you|we|i|want|like|also|just|make|set|turn|put|move|let|have|get|change|paint|colou?r|give|link|point|call|align|cent(?:er|re)|use|show|remove|delete|write|rename|increase|decrease|enlarge|shrink)\b)*/i;
const manner = /\b(?:a|an|bit|little|lot|much|still|even|again|please|more|less|too|in|to|be|now|further|slightly)\b/gi;
const everywhere =
  /\b(?:on |in )?(?:all |every |each )?(?:of )?(?:the |my )?(?:other|all|every|remaining|rest of the) (?:the )?(?:other )?pages?\b|\beverywhere\b/i;
const verbs =
  /^(?:please\s+)?(?:add|remove|delete|change|set|make|move|put|link|rename|replace|let|give|use|create|insert|swap|take|drop|turn|write|call|point|align|call|say)\b/i;

/** Whether a message may only be understood with the tree before the last change at hand. */
export const looksBack = (prompt: string): boolean =>
  prompt.length < 400 && (undoing.test(prompt.trim()) || meant.test(prompt.trim()));

/** Reads a message against the one before it. */
export const followUp = (prompt: string, history: readonly PastBuild[]): FollowUp => {
  const last = history.findLast(({ version }) => version !== null);
  const said = prompt.trim();
  if (last === undefined || last.prompt === '' || said.length > 400) return { type: 'none' };
  if (undoing.test(said)) return { type: 'undo' };
  const corrected = meant.exec(said)?.groups?.['target'];
  const otherWords = corrected === undefined ? undefined : withWords(last.prompt, corrected);
  if (otherWords !== undefined) return { type: 'said-again', prompt: otherWords, onPrevious: true };
  const instead = corrected === undefined || verbs.test(corrected) ? undefined : withTarget(last.prompt, corrected);
  if (instead !== undefined) return { type: 'said-again', prompt: instead, onPrevious: true };
  const menuToo =
    /^(?:and )?in (?:its|the|our) (?:menu|navigation|sidebar)(?:,? (?:also|too|as well))?[.!]*$/i.test(said) &&
    /\b(?:heading|headline|title)\b/i.test(last.prompt);
  if (menuToo)
    return {
      type: 'said-again',
      prompt: last.prompt.replace(/\b(?:heading|headline|title)\b/i, 'menu entry'),
      onPrevious: false,
    };
  for (const read of [sameWordsIn, repeated, everywhereToo, addedToo, withoutVerb, ofTheSame]) {
    const again = read(said, last.prompt);
    if (again !== undefined) return { type: 'said-again', prompt: again, onPrevious: false };
  }
  return { type: 'none' };
};

/** "Sorry, I meant "Open late"": other words than the ones that the message before gave. */
const withWords = (last: string, corrected: string): string | undefined => {
  const fresh = takeQuotes(corrected.trim().replace(/[.!]+$/, ''));
  const old = takeQuotes(last);
  if (fresh.text.trim().length !== 1 || fresh.quotes.length !== 1 || old.quotes.length === 0) return undefined;
  const words = old.quotes.map((quote, at) => (at === old.quotes.length - 1 ? (fresh.quotes[0] ?? '') : quote));
  return spokenText(`${old.text} `, words);
};

/** "The same for Education and Skills". */
const repeated = (said: string, last: string): string | undefined => {
  const target = same.exec(said)?.groups?.['target'];
  if (target === undefined) return undefined;
  if (everywhere.test(target)) return `${stripped(last)} on all pages`;
  const again = each(target).flatMap((one) => withTarget(last, one) ?? []);
  return again.length === 0 ? undefined : again.join('\n');
};

/** "On all the other pages as well". */
const everywhereToo = (said: string, last: string): string | undefined =>
  everywhere.test(said) && said.split(/\s+/).length < 9 && !verbs.test(said)
    ? `${stripped(last)} on all pages`
    : undefined;

/** "The IBM one as well". */
const addedToo = (said: string, last: string): string | undefined => {
  const target = too.exec(said)?.groups?.['target'];
  return target === undefined || verbs.test(target) || isLookAlone(target) ? undefined : withTarget(last, target);
};

const withoutLead = (said: string): string =>
  said.replace(/^(?:(?:and|now|then|ok|okay|please|rather|but|a bit|even|great)\b[,.!:\s]*)+/i, '');

/** "And the Donate button to 'Give a coffee'": the verb is that of the message before. */
const withoutVerb = (said: string): string | undefined => {
  const bare = withoutLead(said);
  const { text, quotes } = takeQuotes(bare);
  if (!/^(?:and|plus)\b/i.test(said) || verbs.test(bare) || !/\s(?:to|into|⇒)\s|\sis\s+[\uE000-\uEFFF]/.test(text))
    return undefined;
  const [saying] = sayingsOf(`change ${text}`);
  if (saying === undefined) return undefined;
  const words = spokenText(saying.value, quotes);
  return `change ${spokenText(saying.target, quotes)} to ${saying.value.length === 1 ? `"${words}"` : words}`;
};

/** "Make it bigger", "a bit smaller again": it is what the message before spoke of. */
const ofTheSame = (said: string, last: string): string | undefined => {
  const bare = withoutLead(said)
    .replace(/^(?:it|they|that|those|these) (?:could|should|can|may|might|must) (?:also |perhaps |maybe )?be /i, '')
    .replace(/,?\s+(?:too|also|as well)[.!]*$/i, '');
  const subject = targetOf(last);
  const length = bare.split(/\s+/).length;
  if (subject === undefined || length > 11) return undefined;
  const { text } = takeQuotes(bare);
  const named = pronoun.exec(text);
  if (named !== null) return isOnlyDoing(text.slice(0, named.index)) ? said.replace(pronoun, subject) : undefined;
  return length < 6 && isLookAlone(bare) ? `make ${subject} ${bare.replace(doing, '').trim() || bare}` : undefined;
};

/** "Add a page and link it" speaks of the page: a pronoun points back where nothing was named before it. */
const isOnlyDoing = (said: string): boolean => said.replace(doing, '') === '';

/** "A bit larger": nothing but a look is said, and so nothing that it could be for. */
const isLookAlone = (said: string): boolean => {
  const { looks, rest } = readLooks(said, []);
  return looks.length > 0 && !/\p{L}/u.test(rest.replace(doing, '').replace(manner, ' '));
};

const stripped = (prompt: string): string =>
  prompt
    .trim()
    .replace(/[.!]+$/, '')
    .replace(/\s+on the [\w ]+ page$/i, '')
    .replace(/^on the [\w ]+ page,?\s+/i, '');

const each = (list: string): string[] => list.split(/\s*,\s*(?:and\s+)?|\s+and\s+/).filter((part) => part !== '');

interface Framed {
  readonly before: string;
  readonly target: string;
  readonly after: string;
}

/** The last message with another thing in the place of the one it spoke of. */
const withTarget = (prompt: string, target: string): string | undefined => {
  const frame = frameOf(prompt);
  const clean = target
    .trim()
    .replace(/[.!?]+$/, '')
    .replace(/^(?:(?:and|also|please|while (?:you are|you['’]re|we are) at it)\b[, ]*)+/i, '')
    .replace(/\s+(?:please|too|also|as well)$/i, '');
  return frame === undefined ? undefined : `${frame.before}${clean}${frame.after}`;
};

const targetOf = (prompt: string): string | undefined => {
  const { text, quotes } = takeQuotes(prompt);
  const [saying] = readLooks(text, []).looks.length > 0 ? [] : sayingsOf(text.replace(/[.!]+$/, ''));
  if (saying !== undefined && saying.score > 0.84)
    return saying.value.length === 1 ? `"${spokenText(saying.value, quotes)}"` : undefined;
  return frameOf(prompt)?.target;
};

const removing =
  /^(?<before>.*?\b(?:remove|delete|drop|take|get rid of|erase|throw out|kick out|cut)\s+)(?<target>.+?)(?<after>(?:\s+(?:from|off|out|out of|away)\b.*)?[.!]*)$/i;
const saying =
  /^(?<before>(?:please\s+)?(?:change|set|make|rename|let|link|point|give|call)\s+)(?<target>.+?)(?<after>\s+(?:to|link to|point to|open)\s+.+)$/i;

const frameOf = (prompt: string): Framed | undefined => {
  const { looks, rest } = readLooks(prompt, []);
  const styled = looks.length > 0 ? styleFrame(prompt, rest) : undefined;
  const groups = styled ?? (removing.exec(prompt) ?? saying.exec(prompt))?.groups;
  return groups === undefined
    ? undefined
    : { before: groups['before'] ?? '', target: groups['target'] ?? '', after: groups['after'] ?? '' };
};

/** The words of a wish about looks that say neither the look nor that there is a wish. */
const styleFrame = (prompt: string, rest: string): Record<string, string> | undefined => {
  const target = rest
    .replace(/^(?:(?:please|make|set|colou?r|paint|turn|let|change|could|can|you|i want|i need|have)\s+)+/i, '')
    .replace(/[\s,.!:;()]+$/, '')
    .replace(/\s+(?:in|to|be|should be)$/i, '');
  const at = prompt.indexOf(target);
  return at < 0 || target === ''
    ? undefined
    : { before: prompt.slice(0, at), target, after: prompt.slice(at + target.length) };
};
