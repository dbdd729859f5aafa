export {
  authorChange,
  type AuthoringOutcome,
  type AuthoringRequest,
  type AuthoringStep,
  type Clarification,
} from './agent/author-change.ts';
export { blocks, checkTree } from './checks/check-tree.ts';
export type { CheckRule, Finding } from './checks/finding.ts';
export { compareTrees, type FileChange } from './compare/compare-trees.ts';
export { readText } from './html/source-text.ts';
export { MARK, markPage, type MarkedPage } from './marks/mark-page.ts';
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
