/** A folder of a site; names are sorted, folders first. */
export interface Folder {
  readonly name: string;
  readonly folders: readonly Folder[];
  readonly files: readonly { readonly name: string; readonly path: string }[];
}

export const folderOf = (paths: readonly string[], name = '', prefix = ''): Folder => {
  const inner = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  const names = [
    ...new Set(inner.filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/')))),
  ];
  return {
    name,
    folders: names.toSorted(byName).map((folder) => folderOf(paths, folder, `${prefix}${folder}/`)),
    files: inner
      .filter((path) => !path.includes('/'))
      .toSorted(byName)
      .map((file) => ({ name: file, path: prefix + file })),
  };
};

const byName = (a: string, b: string): number => a.localeCompare(b, 'en');
