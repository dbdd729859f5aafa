import { mediaTypeOf, readRequestPath, resolveFile } from '@pagewright/hosting/adapters/embedded';
import type { FileTree } from '@pagewright/kernel/file-tree';

/** The origin of a version in the browser that checks it: nobody's by RFC 2606, and secure as a live site's is. */
export const CHECKED_ORIGIN = 'https://site.invalid';

/** What becomes of a request of a page. */
export type Served =
  | { readonly type: 'file'; readonly path: string; readonly mediaType: string; readonly bytes: Uint8Array }
  | { readonly type: 'redirect'; readonly location: string }
  | { readonly type: 'missing'; readonly path: string }
  /** Of another origin: refused. */
  | { readonly type: 'outside'; readonly origin: string };

/** Answers from the version's own files, by the rules of the web host; nothing else exists. */
export const serve = (tree: FileTree, url: string): Served => {
  const address = URL.parse(url);
  if (address?.origin !== CHECKED_ORIGIN) return { type: 'outside', origin: originOf(address, url) };
  const request = readRequestPath(`${address.pathname}${address.search}`);
  const found = request && resolveFile(request, (path) => tree.has(path));
  if (found?.type === 'redirect') return found;
  const bytes = found?.type === 'file' ? tree.get(found.path) : undefined;
  return found?.type === 'file' && bytes
    ? { type: 'file', path: found.path, mediaType: mediaTypeOf(found.path), bytes }
    : { type: 'missing', path: request?.names.join('/') ?? address.pathname };
};

/** Where a page of the tree is found. */
export const addressOf = (path: string): string =>
  `${CHECKED_ORIGIN}/${path.split('/').map(encodeURIComponent).join('/')}`;

const originOf = (address: URL | null, url: string): string =>
  address === null ? url.slice(0, 100) : address.host === '' ? address.protocol : address.host;
