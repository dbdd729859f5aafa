export {
  type Attachment,
  authorChange,
  type AuthoringOutcome,
  type AuthoringRequest,
  type AuthoringStep,
  type Clarification,
} from './agent/author-change.ts';
export { type Question as Asked, answerQuestion } from './answers/answer-question.ts';
export { looksBack, type PastBuild } from './agent/follow-up.ts';
export type { Pick } from './agent/picked.ts';
export { type FileToPlace, placeAttachments } from './attachments/place-attachments.ts';
export { type BlamedTree, type BlameRun, type FileBlame, runsWithin, type TreeBlame } from './blame/blame.ts';
export { blameBytes, BlameInvalid, readBlame } from './blame/blame-bytes.ts';
export { blameTree, type TreeToBlame } from './blame/blame-tree.ts';
export { blocks, checkTree } from './checks/check-tree.ts';
export type { CheckRule, Finding } from './checks/finding.ts';
export { compareTrees, type FileChange } from './compare/compare-trees.ts';
export { readText } from './html/source-text.ts';
export { MARK, markPage, type MarkedPage } from './marks/mark-page.ts';
export { mostLinkedPages } from './site/most-linked.ts';
export {
  type ElementPart,
  explainElement,
  type ExplainedElement,
  explainScript,
  type SourceRange,
} from './explain/explain-element.ts';
export type { Choice, Choices, ConflictSide, MergeConflict } from './merge/merge-file.ts';
export { mergeTrees, type MergedTree, type TreesToMerge } from './merge/merge-trees.ts';
export { undoBuild, undoSummary, type UndoneTree, type UndoOfBuild } from './merge/undo.ts';
export { diffFile, type FileDiff } from './diff/diff-file.ts';
export type { DiffLine, Hunk } from './diff/diff-text.ts';
export { describeTree, type TreeDescription } from './site/describe-tree.ts';
export { applyVisualEdits, type VisualOutcome } from './visual/apply-visual-edits.ts';
export { type EditProblem, withSeenPages } from './visual/seen-pages.ts';
export {
  type ElementPlace,
  editsInWords,
  STYLE_PROPERTIES,
  type StyleProperty,
  type VisualEdit,
  type VisualEdits,
} from './visual/visual-edit.ts';
