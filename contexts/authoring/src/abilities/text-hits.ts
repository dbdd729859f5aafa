import { isHtml, isInside, type Element } from '../html/elements.ts';
import type { RunRange } from '../html/rewrite-text.ts';
import { candidatesFor } from '../outline/resolve.ts';
import type { TextHit, TextRole } from '../site/find-text.ts';
import type { Target } from '../understanding/target-phrase.ts';

/** The innermost element that holds a place in the text. */
export const holderOf = ({ run, start, end }: TextHit): Element =>
  run.inlines
    .filter((span) => span.start <= start && span.end >= end)
    .toSorted((a, b) => a.end - a.start - (b.end - b.start))[0]?.element ?? run.block;

export interface ScoredHit {
  readonly hit: TextHit;
  readonly score: number;
}

const roles: readonly (readonly [RegExp, TextRole])[] = [
  [/\b(?:headings?|headlines?|titles?|sub-?headings?)\b/i, 'heading'],
  [/\b(?:menu|navigation|nav|navbar|top bar)\b/i, 'menu'],
  [/\b(?:buttons?)\b/i, 'button'],
  [/\b(?:footer|very bottom)\b/i, 'footer'],
];

/** How well each place of some words fits what was said about where they stand. */
export const nearestHits = (hits: readonly TextHit[], target: Target, all: boolean): readonly ScoredHit[] => {
  if (hits.length === 0) return [];
  const ofRole = withRole(outsideCode(hits), target.said);
  if (ofRole.length === 1 || (all && (target.kinds.length === 0 || severalRoles(target.said))))
    return ofRole.map((hit) => ({ hit, score: 1 }));
  const holders = new Map(ofRole.map((hit) => [holderOf(hit), hit]));
  const pages = [...new Set(ofRole.map(({ page }) => page))];
  const accept = (element: Element): boolean => holders.has(element);
  const counted =
    target.position === undefined ? undefined : ofRole.at(target.position - (target.position > 0 ? 1 : 0));
  if (counted !== undefined) return [{ hit: counted, score: 1 }];
  for (const said of narrower(target)) {
    const scored = candidatesFor(pages, said, { accept, around: true });
    if (scored.length > 0)
      return scored.flatMap(({ element, score }) => {
        const hit = holders.get(element);
        return hit === undefined ? [] : [{ hit, score }];
      });
  }
  const plain = ofRole.filter(({ role }) => role !== 'menu');
  return (plain.length > 0 ? plain : ofRole).map((hit) => ({ hit, score: 1 }));
};

/** "In the menu and in the heading": the words change in both. */
export const severalRoles = (said: string): boolean =>
  !/\bnot\b/i.test(said) && roles.filter(([name]) => name.test(said)).length > 1;

/** What was said of a place, then less and less of it: words that stand nowhere tell nothing. */
const narrower = (target: Target): Target[] => {
  const plain = { ...target, kinds: [], literals: [], position: undefined };
  if (plain.tokens.length === 0) return [];
  return [plain, ...(plain.tokens.length < 7 ? plain.tokens.map((token) => ({ ...plain, tokens: [token] })) : [])];
};

/** Words in an example of code are hardly meant where they stand on the page as well. */
const outsideCode = (hits: readonly TextHit[]): readonly TextHit[] => {
  const inCode = (element: Element): boolean => isHtml(element, 'pre', 'code');
  const plain = hits.filter((hit) => !inCode(holderOf(hit)) && !isInside(holderOf(hit), inCode));
  return plain.length > 0 ? plain : hits;
};

const withRole = (hits: readonly TextHit[], said: string): readonly TextHit[] => {
  const denied = roles.find(([name]) =>
    new RegExp(`\\bnot (?:in )?(?:the |our )?(?:\\w+ )?${name.source}`, 'i').test(said),
  )?.[1];
  const left = denied === undefined ? hits : hits.filter(({ role }) => role !== denied);
  const wanted = roles.filter(([name, role]) => name.test(said) && role !== denied).map(([, role]) => role);
  const fitting = left.filter(({ role }) => wanted.includes(role));
  return fitting.length > 0 ? fitting : left.length > 0 ? left : hits;
};

/** The range that new words take the place of: if they end or begin with what stands beside the old ones, that too. */
export const withoutOverlap = (range: RunRange, value: string): RunRange => {
  const { run, start, end } = range;
  const words = value.split(' ');
  // The full stop of "Ann E." belongs to the name.
  if (/(?:^|\s)\p{Lu}$/u.test(run.text.slice(start, end)) && run.text[end] === '.' && !value.endsWith('.'))
    return { run, start, end: end + 1 };
  const part = corrected(range, value);
  if (part !== undefined) return part;
  for (let count = words.length - 1; count > 0; count -= 1) {
    const last = ` ${words.slice(-count).join(' ')}`;
    if (same(run.text.slice(end, end + last.length), last) && !letter(run.text[end + last.length]))
      return { run, start, end: end + last.length };
    const first = `${words.slice(0, count).join(' ')} `;
    if (same(run.text.slice(start - first.length, start), first) && !letter(run.text[start - first.length - 1]))
      return { run, start: start - first.length, end };
  }
  return range;
};

/** A correction that leaves out how the old words begin corrects the rest of them. */
const corrected = ({ run, start, end }: RunRange, value: string): RunRange | undefined => {
  const old = run.text.slice(start, end).split(' ');
  const fresh = value.split(' ');
  const from = old.indexOf(fresh[0] ?? '');
  const kept = fresh.filter((word) => old.includes(word)).length;
  if (from < 1 || fresh.length < 3 || old.at(-1) !== fresh.at(-1) || kept < fresh.length - 1) return undefined;
  return { run, start: start + old.slice(0, from).join(' ').length + 1, end };
};

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const letter = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character);
