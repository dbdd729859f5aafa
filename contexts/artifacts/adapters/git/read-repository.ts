import * as fs from 'node:fs';
import { addRemote, Errors, fetch, type GitHttpRequest, init } from 'isomorphic-git';
import { defaultArchiveLimits } from '../../src/index.ts';
import { GitImportFailed } from './git-import-failed.ts';
import type { Answered, Asked, Task } from './messages.ts';
import { assertPackWithin, type PackLimits } from './pack-bounds.ts';
import { readSiteTree, type SiteTree } from './read-site-tree.ts';

type Ask = (request: Omit<Asked, 'type' | 'id'>) => Promise<Answered>;

/** A repository holds more than its site: sources, other folders. What the site takes of it is bounded again. */
const PACK: PackLimits = {
  maxObjects: 4 * defaultArchiveLimits.maxFiles,
  maxObjectBytes: defaultArchiveLimits.maxFileBytes,
  maxBytes: 2 * defaultArchiveLimits.maxInflatedBytes,
};

/** Fetches one commit without its history and reads the files of its tree. Nothing is checked out. */
export const readRepository = async (task: Task, ask: Ask): Promise<SiteTree & { readonly commit: string }> => {
  const { url, ref, folder, token, work } = task;
  const cache = {};
  const place = { fs: { promises: bounded }, dir: work, cache };
  try {
    await init({ ...place });
    await addRemote({ ...place, remote: 'origin', url });
    const { fetchHead } = await fetch({
      ...place,
      http: { request: requestBy(ask) },
      remote: 'origin',
      ...(ref === undefined ? {} : { ref, remoteRef: ref }),
      singleBranch: true,
      depth: 1,
      tags: false,
      // What hosts take with a token for a password; GitLab and Gitea take any name.
      ...(token === undefined
        ? {}
        : { onAuth: () => ({ username: 'x-access-token', password: token }), onAuthFailure: () => ({ cancel: true }) }),
    });
    if (fetchHead === null)
      throw new GitImportFailed('empty', 'The repository has no commit yet. Push one, then import it.');
    return { ...(await readSiteTree({ ...place, oid: fetchHead, folder })), commit: fetchHead };
  } catch (raw) {
    throw failureOf(raw, task);
  }
};

/** The files of the work folder; a pack is looked through before it is written for the library to unpack. */
const bounded = {
  ...fs.promises,
  writeFile: async (path: string, data: Uint8Array | string, options?: fs.WriteFileOptions): Promise<void> => {
    if (path.endsWith('.pack') && typeof data !== 'string') assertPackWithin(data, PACK);
    return fs.promises.writeFile(path, data, options);
  },
};

/** The library's own HTTP, by messages. Where the first answer came from another address, the next request goes there. */
const requestBy = (ask: Ask) => {
  let moved: { readonly from: string; readonly to: string } | undefined;
  return async ({ url, method = 'GET', headers = {}, body }: GitHttpRequest) => {
    const parts: Uint8Array[] = [];
    for await (const part of body ?? []) parts.push(part);
    const address = moved && url.startsWith(moved.from) ? `${moved.to}${url.slice(moved.from.length)}` : url;
    const sent = parts.length > 0 ? new Uint8Array(Buffer.concat(parts)) : undefined;
    const answer = await ask({ url: address, method, headers, body: sent });
    if (answer.url !== address) {
      const [from, to] = [url, answer.url].map((one) => one.split('/info/refs')[0] ?? one);
      if (from !== undefined && to !== undefined) moved = { from, to };
    }
    const { status, statusText, headers: told } = answer;
    return {
      url,
      method,
      statusCode: status,
      statusMessage: statusText,
      headers: { ...told },
      body: once(answer.body),
    };
  };
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}

const failureOf = (raw: unknown, { ref, token }: Task): unknown => {
  if (!(raw instanceof Error)) return raw;
  const cause = { cause: raw };
  const code = 'code' in raw ? String(raw.code) : '';
  const status = raw instanceof Errors.HttpError ? raw.data.statusCode : undefined;
  if (status === 401 || status === 403 || code === 'UserCanceledError') {
    return new GitImportFailed(
      'no-access',
      token === undefined
        ? 'The repository is not public, or is not there. Check the address, or give a token that may read it.'
        : 'The token may not read this repository. Check the address and what the token allows.',
      cause,
    );
  }
  if (status !== undefined || code === 'SmartHttpError' || code === 'RemoteCapabilityError') {
    return new GitImportFailed(
      'not-a-repository',
      'No git repository answers at this address. Use the address that git clone takes.',
      cause,
    );
  }
  if (raw instanceof Errors.NotFoundError && ref !== undefined) {
    return new GitImportFailed(
      'no-such-branch',
      `The repository has no branch or tag named ${JSON.stringify(ref)}.`,
      cause,
    );
  }
  return raw;
};
