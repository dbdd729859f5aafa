export { type Asked, answerQuestion } from './answering/answer-question.ts';
export {
  type Attachment,
  authorChange,
  type AuthoringOutcome,
  type AuthoringRequest,
  type AuthoringStep,
  type Clarification,
  type Pick,
} from './agent/author-change.ts';
export { type FileToPlace, placeAttachments } from './attachments/place-attachments.ts';
export { blocks, checkTree } from './checks/check-tree.ts';
export type { CheckRule, Finding } from './checks/finding.ts';
export { compareTrees, type FileChange } from './compare/compare-trees.ts';
export { describeTree, type TreeDescription } from './site/describe-tree.ts';
