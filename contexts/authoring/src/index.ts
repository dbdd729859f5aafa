export {
  authorChange,
  type AuthoringOutcome,
  type AuthoringRequest,
  type AuthoringStep,
  type Clarification,
} from './agent/author-change.ts';
export { answerQuestion } from './answers/answer-question.ts';
export { looksBack, type PastBuild } from './agent/follow-up.ts';
export type { Pick } from './agent/picked.ts';
export { blocks, checkTree } from './checks/check-tree.ts';
export type { CheckRule, Finding } from './checks/finding.ts';
export { compareTrees, type FileChange } from './compare/compare-trees.ts';
export { describeTree, type TreeDescription } from './site/describe-tree.ts';
