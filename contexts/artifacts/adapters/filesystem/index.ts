export { openFilesystemArtifactStore } from './filesystem-artifact-store.ts';
export { readTree, unpackTo, writeTree } from './tree-folder.ts';
