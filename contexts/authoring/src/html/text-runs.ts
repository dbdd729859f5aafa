import { isElement, isText, isUnread, type Element, type TextNode } from './elements.ts';
import { decodeText } from './decode-text.ts';
import type { Page } from './page.ts';

/**
 * A stretch of words that a reader sees as one, though it may run through inline elements: entities decoded, white
 * space collapsed, a line break a space. Each character knows its place in the source.
 */
export interface TextRun {
  readonly block: Element;
  readonly text: string;
  readonly characters: readonly RunCharacter[];
  readonly inlines: readonly InlineSpan[];
}

export interface RunCharacter {
  readonly from: number;
  readonly to: number;
  /** The node or `<br>` that the character stands in. */
  readonly node: TextNode | Element;
}

/** The part `[start, end)` of a run's text that lies in one inline element. */
export interface InlineSpan {
  readonly element: Element;
  readonly start: number;
  readonly end: number;
}

const inline = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

/** All runs below an element, in document order. Text that the parser moved away from its source is left out. */
export const textRuns = (page: Page, root: Element): readonly TextRun[] => {
  const runs = known.get(root) ?? readRuns(page, root);
  known.set(root, runs);
  return runs;
};

// A page never changes once it is parsed, and one request looks at the same parts many times.
const known = new WeakMap<Element, readonly TextRun[]>();

const readRuns = (page: Page, root: Element): TextRun[] => {
  const runs: TextRun[] = [];
  let open: OpenRun = emptyRun(root);
  const close = (next: Element): void => {
    const run = finish(open);
    if (run.text !== '') runs.push(run);
    open = emptyRun(next);
  };
  const walk = (element: Element, block: Element): void => {
    for (const child of element.childNodes) {
      if (isText(child)) addText(open, page, child);
      else if (isElement(child)) visit(child, block);
    }
  };
  const visit = (child: Element, block: Element): void => {
    if (isUnread(child)) return;
    if (child.tagName === 'br') addBreak(open, child);
    else if (inline.has(child.tagName)) {
      const [run, start] = [open, open.text.length];
      walk(child, block);
      // A block inside an inline element ends the run: then the element spans no part of one run.
      if (run === open) run.inlines.push({ element: child, start, end: run.text.length });
    } else {
      close(child);
      walk(child, child);
      close(block);
    }
  };
  walk(root, root);
  close(root);
  return runs;
};

interface OpenRun {
  readonly block: Element;
  text: string;
  readonly characters: RunCharacter[];
  readonly inlines: InlineSpan[];
}

const emptyRun = (block: Element): OpenRun => ({ block, text: '', characters: [], inlines: [] });

const addText = (run: OpenRun, page: Page, node: TextNode): void => {
  const place = node.sourceCodeLocation;
  if (!place) return;
  const decoded = decodeText(page.text.slice(place.startOffset, place.endOffset));
  if (decoded.map(({ text }) => text).join('') !== node.value) return;
  for (const { text, from, to } of decoded) {
    for (const character of text)
      add(run, character, { from: place.startOffset + from, to: place.startOffset + to, node });
  }
};

const addBreak = (run: OpenRun, element: Element): void => {
  const place = element.sourceCodeLocation;
  if (!place) return;
  const { startOffset: from, endOffset: to } = place;
  const last = run.characters.at(-1);
  if (!last || !run.text.endsWith(' ')) return add(run, ' ', { from, to, node: element });
  // The break is the space that counts; two breaks with nothing but white space between are one.
  run.characters[run.characters.length - 1] = { from: isElement(last.node) ? last.from : from, to, node: element };
};

const add = (run: OpenRun, character: string, place: RunCharacter): void => {
  // A no-break space is a character that somebody wrote; the others are layout of the source.
  if (!/[ \t\n\f\r]/.test(character)) {
    run.text += character;
    for (let unit = 0; unit < character.length; unit += 1) run.characters.push(place);
    return;
  }
  if (run.text === '') return;
  if (!run.text.endsWith(' ')) {
    run.text += ' ';
    run.characters.push(place);
    return;
  }
  const last = run.characters.at(-1);
  if (last?.node === place.node) run.characters[run.characters.length - 1] = { ...last, to: place.to };
};

const finish = (run: OpenRun): TextRun => {
  const text = run.text.trimEnd();
  const length = text.length;
  return {
    block: run.block,
    text,
    characters: run.characters.slice(0, length),
    inlines: run.inlines
      .map(({ element, start, end }) => trimmed(text, element, start, Math.min(end, length)))
      .filter(({ start, end }) => start < end),
  };
};

const trimmed = (text: string, element: Element, start: number, end: number): InlineSpan => {
  const part = text.slice(start, end);
  return {
    element,
    start: start + (part.length - part.trimStart().length),
    end: end - (part.length - part.trimEnd().length),
  };
};
