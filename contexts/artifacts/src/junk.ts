/** Whole folders that no site serves: macOS adds one, version control and package managers the others. */
const FOLDERS: ReadonlySet<string> = new Set(['__MACOSX', '.git', 'node_modules']);
const FILES: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/**
 * What makes a path nothing that anybody means to publish: its junk folder, ending in `/`, or the file itself where a
 * system adds it (`.DS_Store`, AppleDouble `._*`, `Thumbs.db`). Undefined for everything that is meant.
 */
export const junkOf = (path: string): string | undefined => {
  const names = path.split('/');
  const folder = names.findIndex((name, index) => FOLDERS.has(name) && index < names.length - 1);
  if (folder >= 0) return `${names.slice(0, folder + 1).join('/')}/`;
  const last = names.at(-1) ?? '';
  return FILES.has(last) || last.startsWith('._') ? path : undefined;
};
