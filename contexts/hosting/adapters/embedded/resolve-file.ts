import { type RequestPath, writtenPath } from './request-path.ts';

export type Resolution =
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'redirect'; readonly location: string }
  | { readonly type: 'missing' };

/**
 * What a path means in a release: the file itself; `index.html` of a folder, which needs its slash; `about` for
 * `about.html`. The path is only ever looked up among the release's own names, so no answer lies outside of it.
 */
export const resolveFile = (request: RequestPath, has: (path: string) => boolean): Resolution => {
  const path = request.names.join('/');
  const index = path === '' ? 'index.html' : `${path}/index.html`;
  if (request.folder) return has(index) ? { type: 'file', path: index } : { type: 'missing' };
  if (has(path)) return { type: 'file', path };
  if (has(`${path}.html`)) return { type: 'file', path: `${path}.html` };
  if (has(index)) return { type: 'redirect', location: writtenPath(request, true) };
  return { type: 'missing' };
};
