const FOLDERS: ReadonlySet<string> = new Set(['__MACOSX', '.git', 'node_modules']);
const FILES: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/** Files that no site serves and that are not even sent. The server leaves out the same by itself. */
export const isJunk = (path: string): boolean => {
  const names = path.split('/');
  const last = names.at(-1) ?? '';
  return names.slice(0, -1).some((name) => FOLDERS.has(name)) || FILES.has(last) || last.startsWith('._');
};
