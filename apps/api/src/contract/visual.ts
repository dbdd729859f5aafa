import { z } from 'zod';
import { versionNumber } from './common.ts';

const offset = z.int().min(0).max(100_000_000);
const path = z.string().min(1).max(500);
/** An element by its place in the decoded source of a page file of the version, in UTF-16 code units. */
const place = { path, start: offset, end: offset, tag: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,59}$/) };

const length = String.raw`-?\d{1,4}(?:\.\d{1,3})?(?:px|rem|em|%)|0|auto`;
const spacing = new RegExp(`^(?:${length})(?: (?:${length})){0,3}$`);
const values = {
  color: /^#[0-9a-f]{6}$/,
  'background-color': /^#[0-9a-f]{6}$/,
  'font-size': /^\d{1,4}(?:\.\d{1,3})?(?:px|rem|em|%)$/,
  padding: new RegExp(`^(?!.*(?:-|auto))${spacing.source.slice(1)}`),
  margin: spacing,
} as const;
type Property = keyof typeof values;

/** `image` is the path of a file of the version. */
export const visualEdit = z
  .discriminatedUnion('kind', [
    z.object({ ...place, kind: z.literal('text'), text: z.string().trim().min(1).max(2_000) }),
    z.object({
      ...place,
      kind: z.literal('style'),
      property: z.enum(Object.keys(values) as [Property, ...Property[]]),
      value: z.string().max(100),
    }),
    z.object({ ...place, kind: z.literal('image'), image: path }),
  ])
  .superRefine((edit, context) => {
    if (edit.kind !== 'style' || values[edit.property].test(edit.value)) return;
    context.addIssue({
      code: 'custom',
      path: ['value'],
      message: `is no ${edit.property}, such as ${EXAMPLES[edit.property]}`,
    });
  })
  .meta({ id: 'VisualEdit' });

const EXAMPLES: Readonly<Record<Property, string>> = {
  color: '#2350be',
  'background-color': '#f5f4f1',
  'font-size': '18px',
  padding: '8px 16px',
  margin: '0 auto',
};

/** What was edited in the preview of a version; it becomes one build. */
export const visualEdits = z
  .object({ version: versionNumber, list: z.array(visualEdit).min(1).max(100) })
  .meta({ id: 'VisualEdits' });
