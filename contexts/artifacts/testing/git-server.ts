import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
type Files = Readonly<Record<string, string | Uint8Array>>;

interface Extras {
  /** Asked for as a password. */
  readonly token?: string;
  readonly submodule?: string;
  readonly link?: readonly [path: string, to: string];
}

/** Repositories served over HTTP by git's own `http-backend`, on a free port of the loopback. */
export interface GitServer extends AsyncDisposable {
  readonly url: string;
  /** Makes a repository with one commit per set of files; answers with its address. */
  repository(name: string, commits: readonly Files[], extras?: Extras): Promise<string>;
  branch(name: string, branch: string, files: Files): Promise<void>;
  head(name: string): Promise<string>;
}

export const gitServer = async (): Promise<GitServer> => {
  const root = await mkdtemp(join(tmpdir(), 'pagewright-repositories-'));
  const tokens = new Map<string, string>();
  const git = (name: string, ...args: readonly string[]) =>
    run('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], { cwd: join(root, name) });
  const commit = async (name: string, files: Files): Promise<void> => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, name, path)), { recursive: true });
      await writeFile(join(root, name, path), content);
    }
    await git(name, 'add', '--all', '--force');
    await git(name, 'commit', '--quiet', '--allow-empty', '--message', 'files');
  };

  const server = createServer((request, response) => void answer(request, response, root, tokens));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    repository: async (name, commits, { token, submodule, link } = {}) => {
      await mkdir(join(root, name));
      await git(name, 'init', '--quiet', '--initial-branch', 'main');
      if (token !== undefined) tokens.set(name, token);
      if (link) await symlink(link[1], join(root, name, link[0]));
      for (const files of commits) await commit(name, files);
      if (submodule !== undefined) {
        await git(name, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${submodule}`);
        await git(name, 'commit', '--quiet', '--message', 'submodule');
      }
      return `${url}/${name}/.git`;
    },
    branch: async (name, branch, files) => {
      await git(name, 'checkout', '--quiet', '-b', branch);
      await commit(name, files);
      await git(name, 'checkout', '--quiet', 'main');
    },
    head: async (name) => (await git(name, 'rev-parse', 'HEAD')).stdout.trim(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(root, { recursive: true, force: true });
    },
  };
};

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  tokens: ReadonlyMap<string, string>,
): Promise<void> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://git');
  if (pathname.startsWith('/silent')) return;
  if (pathname.startsWith('/page')) return void response.end('<h1>A page</h1>');
  if (pathname.startsWith('/redirect/')) {
    // As hosts do it: where it moved is told to the first request only.
    if (request.method !== 'GET') return void response.writeHead(404).end();
    response.writeHead(301, { location: (request.url ?? '').replace('/redirect', '') });
    return void response.end();
  }
  const token = tokens.get(pathname.split('/')[1] ?? '');
  if (token !== undefined && request.headers.authorization !== basic(token)) {
    return void response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
  }
  await backend(request, response, { root, path: pathname, query: searchParams.toString() });
};

const basic = (token: string): string => `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;

/** CGI (RFC 3875): headers, an empty line, the body. */
const backend = async (
  request: IncomingMessage,
  response: ServerResponse,
  { root, path, query }: { root: string; path: string; query: string },
): Promise<void> => {
  const child = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  const pieces: Buffer[] = [];
  for await (const piece of child.stdout as AsyncIterable<Buffer>) pieces.push(piece);
  const output = Buffer.concat(pieces);
  const end = output.indexOf('\r\n\r\n');
  const lines = output.toString('latin1', 0, Math.max(0, end)).split('\r\n');
  const headers = lines.map((line) => line.split(': ') as [string, string]);
  const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
  for (const [name, value] of headers) if (name && value && name !== 'Status') response.setHeader(name, value);
  response.writeHead(end < 0 ? 404 : Number.parseInt(status, 10)).end(output.subarray(end + 4));
};
