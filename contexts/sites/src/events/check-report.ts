import { z } from 'zod';

/** What a finding is about; the same problem on the same page has the same rule and detail in every version. */
export const checkRule = z.enum([
  'load',
  'script-error',
  'console-error',
  'missing-file',
  'overflow',
  'image-alt',
  'accessibility',
  'leaves',
  'dialog',
  'outside',
]);

/** The blob that `VersionChecked` names: what the browser saw, page by page. */
export const checkReport = z.strictObject({
  /** In the order they were looked at. */
  pages: z.array(z.strictObject({ path: z.string(), state: z.enum(['loaded', 'failed', 'cut-off']) })),
  /** Pages of the version that were not looked at, since there are too many or time was up. */
  left: z.int().min(0),
  /** Viewports, in CSS pixels. */
  widths: z.array(z.int()),
  findings: z.array(
    z.strictObject({
      page: z.string(),
      rule: checkRule,
      /** Errors and warnings that are new speak against the version; notes never do. */
      level: z.enum(['error', 'warning', 'note']),
      /** Told apart by this within page and rule. */
      detail: z.string(),
      message: z.string(),
      advice: z.string(),
      /** A request that would mend it. */
      fix: z.string().nullable(),
      /** False when the parent version has it too. */
      fresh: z.boolean(),
    }),
  ),
});

export type CheckReport = z.infer<typeof checkReport>;
export type CheckFinding = CheckReport['findings'][number];
export type CheckRule = z.infer<typeof checkRule>;
