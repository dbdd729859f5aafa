import type { MagicString } from 'magic-string';
import { isElement, type Element } from './elements.ts';
import { escapeText, type Page } from './page.ts';
import { textRuns, type InlineSpan, type TextRun } from './text-runs.ts';

/** The part `[start, end)` of a run's text. */
export interface RunRange {
  readonly run: TextRun;
  readonly start: number;
  readonly end: number;
}

/**
 * Puts new words in place of a range. The words that both texts begin and end with keep their bytes. Where the rest
 * runs through inline elements, its longest piece carries the new words, the other pieces go, and so do inline
 * elements that would be left without any.
 */
export const rewriteRange = (source: MagicString, page: Page, range: RunRange, words: string): void => {
  const narrow = narrowed(range, words);
  if (piecesOf(narrow.range).length <= 1) return overwrite(source, page, narrow.range, narrow.words);
  return spread(source, page, narrow.range, narrow.words);
};

/** Makes `words` the whole visible text of an element; icons and pictures inside it stay. */
export const rewriteElement = (source: MagicString, page: Page, element: Element, words: string): void => {
  const [first, ...others] = textRuns(page, element);
  if (first === undefined) {
    const place = element.sourceCodeLocation;
    if (place) source.appendLeft(place.startTag?.endOffset ?? place.endOffset, escapeText(page, words));
    return;
  }
  rewriteRange(source, page, { run: first, start: 0, end: first.text.length }, words);
  for (const run of others) for (const piece of piecesOf({ run, start: 0, end: run.text.length })) cut(source, piece);
};

const piecesOf = ({ run, start, end }: RunRange): RunRange[] => {
  const pieces: RunRange[] = [];
  let from = start;
  for (let at = start + 1; at <= end; at += 1) {
    if (at < end && run.characters[at]?.node === run.characters[from]?.node) continue;
    pieces.push({ run, start: from, end: at });
    from = at;
  }
  return pieces;
};

const placeOf = ({ run, start, end }: RunRange): { from: number; to: number } => {
  const [first, last] = [run.characters[start], run.characters[end - 1]];
  if (first !== undefined && last !== undefined && start < end) return { from: first.from, to: last.to };
  const at = first?.from ?? run.characters[start - 1]?.to ?? 0;
  return { from: at, to: at };
};

const overwrite = (source: MagicString, page: Page, range: RunRange, words: string): void => {
  const { from, to } = placeOf(range);
  const written = escapeText(page, words);
  if (from === to) source.appendLeft(from, written);
  else if (written === '') source.remove(from, to);
  else source.overwrite(from, to, written);
};

const cut = (source: MagicString, range: RunRange): void => {
  const { from, to } = placeOf(range);
  if (from < to) source.remove(from, to);
};

const narrowed = (range: RunRange, words: string): { range: RunRange; words: string } => {
  const old = range.run.text.slice(range.start, range.end).split(/(?<= )/);
  const fresh = words.split(/(?<= )/);
  let head = 0;
  while (head < Math.min(old.length, fresh.length) - 1 && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, fresh.length) - head - 1 && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const [oldRest, freshRest] = [
    old.slice(head, old.length - tail).join(''),
    fresh.slice(head, fresh.length - tail).join(''),
  ];
  const space = oldRest.endsWith(' ') && freshRest.endsWith(' ') ? 1 : 0;
  const start = range.start + old.slice(0, head).join('').length;
  return {
    range: { run: range.run, start, end: start + oldRest.length - space },
    words: freshRest.slice(0, freshRest.length - space),
  };
};

const spread = (source: MagicString, page: Page, range: RunRange, words: string): void => {
  const pieces = piecesOf(range);
  const carrier = pieces.reduce((best, piece) => (weight(piece) > weight(best) ? piece : best));
  const emptied = range.run.inlines.filter(
    (span) => isWithin(span, range) && (span.end <= carrier.start || span.start >= carrier.end) && holdsOnlyText(span),
  );
  const outermost = emptied.filter((span) => !emptied.some((other) => other !== span && isWithin(span, other)));
  for (const { element } of outermost) removeElement(source, element);
  overwrite(source, page, carrier, words);
  for (const piece of pieces) {
    if (piece !== carrier && !outermost.some((span) => isWithin(piece, span))) cut(source, piece);
  }
};

// A line break is a piece of one character that cannot carry words.
const weight = ({ run, start, end }: RunRange): number => {
  const node = run.characters[start]?.node;
  return node !== undefined && isElement(node) ? -1 : end - start;
};

const isWithin = (inner: { start: number; end: number }, outer: { start: number; end: number }): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;

const holdsOnlyText = ({ element }: InlineSpan): boolean => {
  const place = element.sourceCodeLocation;
  if (!place?.endTag) return false;
  return element.childNodes.every((child) => {
    const inner = child.sourceCodeLocation;
    return !isElement(child) && inner && inner.startOffset >= place.startOffset && inner.endOffset <= place.endOffset;
  });
};

const removeElement = (source: MagicString, element: Element): void => {
  const place = element.sourceCodeLocation;
  if (place) source.remove(place.startOffset, place.endOffset);
};
