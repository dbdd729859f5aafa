import { z } from 'zod';

/** What to take at the conflicts of an undo, as it is stored for whoever merges: `ours` is the head of then. */
export const undoChoices = z
  .array(z.strictObject({ conflict: z.string().min(1).max(64), take: z.enum(['ours', 'theirs']) }).readonly())
  .max(500)
  .readonly();

export type UndoChoice = z.infer<typeof undoChoices>[number];
