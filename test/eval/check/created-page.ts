import type { FileTree } from '@pagewright/kernel/file-tree';
import { posix } from 'node:path';
import type { Edit } from '../requests.ts';
import { openHtml, select, textOf } from '../source/html-source.ts';
import { missing } from './content-checks.ts';

/** Why a new file is not the one that was asked for. */
export const checkCreated = (
  path: string,
  edit: Extract<Edit, { created: true }>,
  before: FileTree,
  after: FileTree,
): string | undefined => {
  const bytes = after.get(path);
  if (bytes === undefined) return `${path} was not created`;
  if (before.has(path)) return `${path} was there already`;
  const text = new TextDecoder().decode(bytes);
  if (edit.matches !== undefined && !new RegExp(edit.matches, 'iu').test(text))
    return `${path} is: ${text.slice(0, 200)}`;
  const page = openHtml(bytes);
  const absent = missing(page.document, edit.has ?? []);
  if (absent !== undefined) return `${path}: ${absent}`;
  const title = select(page.document, 'title').map(textOf)[0] ?? '';
  if (edit.title !== undefined && !new RegExp(edit.title, 'iu').test(title))
    return `the title of ${path} is "${title}"`;
  if (edit.like === undefined) return undefined;
  const model = before.get(edit.like);
  if (model === undefined) return `${edit.like} is not there to be compared with`;
  const [own, theirs] = [sheetsOf(path, bytes), sheetsOf(edit.like, model)];
  return own.join(' ') === theirs.join(' ') ? undefined : `${path} has the style sheets ${own.join(' ') || 'none'}`;
};

const sheetsOf = (path: string, bytes: Uint8Array): string[] =>
  select(openHtml(bytes).document, 'link[rel~="stylesheet" i][href]').map(({ attribs }) => {
    const href = attribs['href'] ?? '';
    return /^(?:[a-z]+:)?\/\//i.test(href) ? href : posix.normalize(posix.join(posix.dirname(path), href));
  });
