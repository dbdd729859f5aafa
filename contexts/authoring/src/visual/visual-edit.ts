/** Properties that can be set in the preview. */
export const STYLE_PROPERTIES = ['color', 'background-color', 'font-size', 'padding', 'margin'] as const;
export type StyleProperty = (typeof STYLE_PROPERTIES)[number];

/** An element by its place in the decoded source of a page file, in UTF-16 code units, and its tag. */
export interface ElementPlace {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly tag: string;
}

/** One change of one element, as a person made it in the preview. `image` is the path of a file of the site. */
export type VisualEdit = ElementPlace &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'style'; readonly property: StyleProperty; readonly value: string }
    | { readonly kind: 'image'; readonly image: string }
  );

/** Edits with the text of the pages that the person saw, so that their places can be found again in later ones. */
export interface VisualEdits {
  readonly edits: readonly VisualEdit[];
  readonly seen: readonly { readonly path: string; readonly text: string }[];
}

const NAMES: Readonly<Record<StyleProperty, string>> = {
  color: 'colour',
  'background-color': 'background',
  'font-size': 'size',
  padding: 'space inside',
  margin: 'space around',
};

/** What of the element an edit changes, in a word. */
export const subjectOf = (edit: VisualEdit): string => (edit.kind === 'style' ? NAMES[edit.property] : edit.kind);

/** All edits in one line, page by page: "In index.html: the text and colour of h1, the image of img". */
export const editsInWords = (edits: readonly VisualEdit[]): string =>
  [...Map.groupBy(edits, ({ path }) => path)]
    .map(([path, ofPage]) => `In ${path}: ${elementsInWords(ofPage)}`)
    .join('\n');

export const elementsInWords = (edits: readonly VisualEdit[]): string => {
  const parts = [...Map.groupBy(edits, ({ start }) => start).values()].map(
    (ofOne) => `the ${listed(ofOne.map(subjectOf))} of ${ofOne[0]?.tag ?? ''}`,
  );
  return parts.length > MOST_NAMED
    ? `${parts.slice(0, MOST_NAMED).join(', ')} and ${parts.length - MOST_NAMED} more`
    : parts.join(', ');
};

const MOST_NAMED = 5;

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
