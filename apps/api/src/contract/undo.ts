import { z } from 'zod';
import { id, versionNumber } from './common.ts';
import { fileChange } from './sites.ts';

/** What to take at a conflict: `ours` keeps it as it is now, `theirs` takes it back. */
const take = z.enum(['ours', 'theirs']);
export const undoChoice = z.object({ conflict: id, take });

/** POST /api/sites/{id}/builds/{build}/undo/try and …/undo. */
export const undo = z.object({ choices: z.array(undoChoice).max(500).default([]) });

/** `text` is null for a file that is no text, and at most 20,000 characters; `size` is the whole, in bytes. */
const side = z.object({ text: z.string().nullable(), size: z.int() });

export const undoConflict = z
  .object({
    id,
    path: z.string(),
    /** `file`: the whole file is to be chosen, since one side deleted it or it is no text. */
    kind: z.enum(['hunk', 'file']),
    /** Of its first line in the head, from 1. */
    line: z.int().nullable(),
    /** As the build left it; a side is null where there is no such file. */
    base: side.nullable(),
    /** As it is now. */
    ours: side.nullable(),
    /** As it was before the build. */
    theirs: side.nullable(),
    choice: take.nullable(),
  })
  .meta({ id: 'UndoConflict' });

/** What an undo would do on the head of this moment; nothing was changed. */
export const undoTrial = z
  .object({
    /** The version whose build is undone, and the head that it was tried on. */
    undoes: versionNumber,
    head: versionNumber,
    /** Against the head, with the choices made so far. */
    changes: z.array(fileChange),
    conflicts: z.array(undoConflict),
    /** What the static checks refuse in the result; another choice may mend it. */
    findings: z.array(z.object({ path: z.string(), rule: z.string(), message: z.string() })),
    /** Whether it can be done as it stands. */
    ready: z.boolean(),
  })
  .meta({ id: 'UndoTrial' });
