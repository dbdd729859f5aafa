import { assertSafePath } from '@pagewright/artifacts';

/** The path of a request target, decoded exactly once, as names in a row; `folder` when it ended in a slash. */
export interface RequestPath {
  readonly names: readonly string[];
  readonly folder: boolean;
  /** With its question mark, or empty. */
  readonly query: string;
}

/**
 * Reads the path of an origin-form target. Undefined when it can mean no file of any release: a percent sign that
 * encodes nothing, bytes that are not UTF-8, an encoded slash, a backslash, a control character, `.` or `..`, an empty
 * name. What a path means is decided here alone; nothing decodes it a second time.
 */
export const readRequestPath = (target: string): RequestPath | undefined => {
  const mark = target.search(/[?#]/);
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = mark === -1 ? '' : (/^\?[^#]*/.exec(target.slice(mark))?.[0] ?? '');
  if (!path.startsWith('/')) return undefined;
  const folder = path.endsWith('/');
  const inner = path.slice(1, folder ? -1 : undefined);
  if (path === '/') return { names: [], folder, query };
  try {
    const names = inner.split('/').map(decodeURIComponent);
    if (names.some((name) => name.includes('/'))) return undefined;
    assertSafePath(names.join('/'), LIMITS);
    return { names, folder, query };
  } catch {
    return undefined;
  }
};

/** The same path as it is written in a `Location`: it has one leading slash, so it names no other host. */
export const writtenPath = ({ names, query }: RequestPath, folder: boolean): string =>
  `/${names.map(encodeURIComponent).join('/')}${folder ? '/' : ''}${query}`;

/** Longer or deeper ones are in no archive that we unpack. */
const LIMITS = { maxPathBytes: 500, maxPathDepth: 32 };
