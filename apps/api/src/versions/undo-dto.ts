import type { ConflictSide } from '@pagewright/authoring';
import type { z } from 'zod';
import type { undoTrial } from '../contract/undo.ts';
import type { TriedUndo } from './try-undo.ts';

/** Characters of a side that are shown; more tells nobody what to choose. */
const LONGEST = 20_000;

export const trialDto = (tried: TriedUndo): z.infer<typeof undoTrial> => ({
  undoes: tried.undone.version,
  head: tried.onHead.version,
  changes: [...tried.changes],
  conflicts: tried.conflicts.map(({ base, ours, theirs, ...conflict }) => ({
    ...conflict,
    base: side(base),
    ours: side(ours),
    theirs: side(theirs),
  })),
  findings: tried.findings.map(({ path, rule, message }) => ({ path, rule, message })),
  ready: tried.ready,
});

const side = (found: ConflictSide | null): ConflictSide | null =>
  found && { ...found, text: found.text === null ? null : found.text.slice(0, LONGEST).toWellFormed() };
