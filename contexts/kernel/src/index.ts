export type { FileTree } from './file-tree.ts';
