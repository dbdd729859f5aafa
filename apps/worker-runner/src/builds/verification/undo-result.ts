import { undoBuild } from '@pagewright/authoring';
import { packTree, unpackArchive } from '@pagewright/artifacts';
import type { UndoChoice } from '@pagewright/sites';
import { LIMITS, type WorkerFinding } from '../../../protocol/wire.ts';

/** Archives of what the build started from, what it made and the head; and what to take at conflicts. */
export interface UndoToMake {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly head: Uint8Array;
  readonly choices: readonly UndoChoice[];
}

export type UndoMade =
  | { readonly type: 'merged'; readonly archive: Uint8Array }
  | { readonly type: 'unchanged' }
  /** Not to be done as it is: later changes are in the way, or a check refuses the result. */
  | {
      readonly type: 'refused';
      readonly reason: 'conflicts' | 'checks';
      readonly findings: readonly WorkerFinding[];
    };

/** Merges an undo into the head of its turn; the trees are those of versions, which were judged when they were made. */
export const undoResult = async ({ before, after, head, choices }: UndoToMake): Promise<UndoMade> => {
  const [parent, made, newest] = await Promise.all([before, after, head].map((archive) => unpackArchive(archive)));
  if (!parent || !made || !newest) throw new Error('An archive of the undo holds no tree');
  const taken = new Map(choices.map(({ conflict, take }) => [conflict, take]));
  const undone = undoBuild({ before: parent, after: made, head: newest, choices: taken });
  const open = undone.conflicts.filter(({ choice }) => choice === null);
  if (open.length > 0) {
    const findings = open.map(({ path, line }) => ({
      rule: 'conflict',
      path,
      message: line === null ? 'A later build changed this file too.' : `A later build changed line ${line} too.`,
    }));
    return { type: 'refused', reason: 'conflicts', findings: findings.slice(0, LIMITS.findings) };
  }
  if (!undone.ready) {
    const findings = undone.findings.map(({ rule, path, message }) => ({ rule, path, message }));
    return { type: 'refused', reason: 'checks', findings: findings.slice(0, LIMITS.findings) };
  }
  if (undone.changes.length === 0) return { type: 'unchanged' };
  return { type: 'merged', archive: new Uint8Array(await packTree(undone.tree)) };
};
