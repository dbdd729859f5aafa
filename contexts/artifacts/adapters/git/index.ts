export { GitImportFailed, type GitImportFailure } from './git-import-failed.ts';
export { importGit, type GitImport, type GitImportOptions, type GitProgress } from './import-git.ts';
