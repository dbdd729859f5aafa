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
export { mostLinkedPages } from './site/most-linked.ts';
export { describeTree, type TreeDescription } from './site/describe-tree.ts';
