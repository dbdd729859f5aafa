import * as v from 'valibot';

/**
 * What the bridge in the frame may say. The page shares its window with the bridge, so any of this may be forged: it is
 * bounded, shown as quoted text, and nothing in it sends, builds or publishes. Whatever else comes is dropped.
 */
const words = (most: number) => v.pipe(v.string(), v.maxLength(most));
const offset = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000_000));
const length = v.pipe(v.number(), v.finite(), v.minValue(-1_000_000), v.maxValue(1_000_000));
const say = <Type extends string, Entries extends v.ObjectEntries>(type: Type, entries: Entries) =>
  v.strictObject({ pagewright: v.literal(1), type: v.literal(type), ...entries });

const pickedEntries = {
  /** The file that the page was made of, by its path in the version. */
  file: words(500),
  /** Place of the element in the decoded source, in UTF-16 code units; null for one that is not written there. */
  start: v.nullable(offset),
  end: v.nullable(offset),
  /** For one that is not written there: the nearest around it that is. */
  near: v.nullable(v.strictObject({ start: offset, end: offset })),
  tag: words(60),
  text: words(200),
  rect: v.strictObject({ left: length, top: length, width: length, height: length }),
  /** As the browser computed them. */
  styles: v.strictObject({
    color: words(100),
    backgroundColor: words(100),
    fontSize: words(100),
    padding: words(100),
    margin: words(100),
  }),
  /** The whole text, where it can be edited as one. */
  editableText: v.nullable(words(2_000)),
  /** The address in the source of an image. */
  image: v.nullable(words(1_000)),
  /** Where a script made the element, `implied` for one that the parser made; null for one that is written. */
  madeBy: v.nullable(
    v.union([v.picklist(['unknown', 'implied']), v.strictObject({ script: words(500), line: offset })]),
  ),
} as const;

const message = v.variant('type', [
  say('here', {}),
  say('alive', {}),
  say('page', { path: v.pipe(words(2_000), v.startsWith('/')), title: words(200), file: words(500) }),
  say('error', { kind: v.picklist(['error', 'console', 'load']), text: words(500), source: words(500), line: offset }),
  say('hover', { tag: words(60), text: words(200) }),
  say('picked', pickedEntries),
  say('ended', {}),
  say('outside', { href: words(2_000) }),
  say('form', {}),
]);

export type BridgeMessage = v.InferOutput<typeof message>;
export type PickedElement = Omit<Extract<BridgeMessage, { type: 'picked' }>, 'type' | 'pagewright'>;
export type PageError = Omit<Extract<BridgeMessage, { type: 'error' }>, 'type' | 'pagewright'>;

/** Null for what is no message of the bridge. */
export const readMessage = (data: unknown): BridgeMessage | null => {
  const result = v.safeParse(message, data, { abortEarly: true });
  return result.success ? result.output : null;
};

/** An edit as the frame shows it before it is saved. */
export type ShownEdit = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'style'; readonly property: string; readonly value: string }
  | { readonly kind: 'image'; readonly shown: string }
);

/** What the app asks of the bridge. */
export type BridgeOrder =
  | { readonly type: 'hello'; readonly scale: number }
  /** Answered with `alive`. */
  | { readonly type: 'ask' }
  | { readonly type: 'pick'; readonly on: boolean; readonly keyboard: boolean }
  | { readonly type: 'outline'; readonly start: number | null; readonly end: number | null }
  | { readonly type: 'edits'; readonly list: readonly ShownEdit[] };
