import type { FileTree } from '@pagewright/kernel/file-tree';
import type { AuthoringStep } from '../agent/author-change.ts';
import { removeAttribute, setAttribute } from '../html/attributes.ts';
import { attribute, childElements, isHtml, type Element } from '../html/elements.ts';
import { cutElement } from '../html/insert.ts';
import { editPage, openPage, type Page } from '../html/page.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import { elementAt, elementStarting } from '../marks/mark-page.ts';
import { hrefTo } from '../site/links.ts';
import { sameBytes } from '../site/site.ts';
import { setDeclaration } from './inline-style.ts';
import { mapPlace } from './map-place.ts';
import { elementsInWords, type VisualEdit, type VisualEdits } from './visual-edit.ts';

export type VisualOutcome =
  | {
      readonly type: 'changed';
      readonly tree: FileTree;
      readonly summary: string;
      readonly steps: readonly AuthoringStep[];
    }
  | { readonly type: 'declined'; readonly message: string };

/**
 * Carries out edits that a person made in the preview. Text is rewritten in its place, styles go into the element's own
 * `style`, and every byte outside of the edited elements stays. All edits are made, or, where the place of one cannot be
 * found for certain in a tree that has moved on, none.
 */
export const applyVisualEdits = (tree: FileTree, { edits, seen }: VisualEdits): VisualOutcome => {
  const result = new Map(tree);
  const [steps, lost]: [AuthoringStep[], VisualEdit[]] = [[], []];
  for (const [path, ofPage] of Map.groupBy(edits, (edit) => edit.path)) {
    const before = tree.get(path);
    const text = seen.find((page) => page.path === path)?.text;
    const places = before && placesOf({ path, bytes: before, text, edits: ofPage, tree });
    if (!places || 'lost' in places) {
      lost.push(...(places?.lost ?? ofPage));
      continue;
    }
    const after = places.found.reduce((bytes, place) => editedPage({ path, bytes, ...place }), before);
    if (sameBytes(before, after)) continue;
    result.set(path, after);
    steps.push({ kind: 'edited', path, detail: `Changed in ${path}: ${elementsInWords(ofPage)}` });
  }
  if (lost.length > 0) return declined(lost);
  if (steps.length === 0)
    return { type: 'declined', message: 'The pages are like that already.\nNothing was changed.' };
  return { type: 'changed', tree: result, summary: steps.map(({ detail }) => detail).join('\n'), steps };
};

interface EditedElement {
  /** Where its tag begins. */
  readonly start: number;
  readonly edits: readonly VisualEdit[];
}

interface SeenPage {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly text: string | undefined;
  readonly edits: readonly VisualEdit[];
  readonly tree: FileTree;
}

/** The edited elements from the end of the page to its beginning, so that no edit moves what is still to be edited. */
const placesOf = ({
  path,
  bytes,
  text,
  edits,
  tree,
}: SeenPage): { found: EditedElement[] } | { lost: VisualEdit[] } => {
  const page = openPage(path, bytes);
  const placed = edits.map((edit) => {
    const place = page && mapPlace(text ?? page.text, page.text, edit);
    const element = place && elementAt(page, place.start, place.end);
    const isThere = element?.tagName === edit.tag && (edit.kind !== 'image' || tree.has(edit.image));
    return { edit, start: isThere ? place?.start : undefined };
  });
  const lost = placed.filter(({ start }) => start === undefined).map(({ edit }) => edit);
  if (lost.length > 0) return { lost };
  const found = [...Map.groupBy(placed, ({ start }) => start ?? 0)]
    .map(([start, ofOne]) => ({ start, edits: ofOne.map(({ edit }) => edit) }))
    .toSorted((a, b) => b.start - a.start);
  return { found };
};

const editedPage = ({ path, bytes, start, edits }: EditedElement & { path: string; bytes: Uint8Array }): Uint8Array => {
  const page = openPage(path, bytes);
  const element = page && elementStarting(page, start);
  if (!element) return bytes;
  return editPage(page, (source) => {
    let style = attribute(element, 'style') ?? '';
    for (const edit of edits) {
      if (edit.kind === 'text') rewriteElement(source, page, element, edit.text.replace(/\s+/g, ' ').trim());
      else if (edit.kind === 'image') setImage(source, page, element, edit.image);
      else style = setDeclaration(style, edit.property, edit.value);
    }
    if (style !== (attribute(element, 'style') ?? '')) setAttribute(source, page, element, 'style', style);
  });
};

type Source = Parameters<typeof setAttribute>[0];

/** The picture that is chosen is the one that is shown: other sizes and formats of the old one go. */
const setImage = (source: Source, page: Page, element: Element, path: string): void => {
  setAttribute(source, page, element, 'src', hrefTo(page, path));
  for (const name of ['srcset', 'sizes']) removeAttribute(source, page, element, name);
  const { parentNode } = element;
  if (!parentNode || !isHtml(parentNode, 'picture')) return;
  for (const other of childElements(parentNode).filter((child) => isHtml(child, 'source')))
    cutElement(source, page, other);
};

const declined = (lost: readonly VisualEdit[]): VisualOutcome => {
  const [first] = lost;
  const what = `${elementsInWords(lost)}${first ? ` in ${first.path}` : ''}`;
  return {
    type: 'declined',
    message: `The page has changed since these edits were made, so I cannot find the place for ${what}.\nNothing was changed.`,
  };
};
