import createClient from 'openapi-fetch';
import type { Pick } from '../site/picks.svelte.ts';
import type { paths } from './schema.d.ts';
import { session } from './session.svelte.ts';
import { type GitAddress, importGit, type ImportStep } from './import-git.ts';
import { sendFile, type Sending } from './send-file.ts';
import { createTransport } from './transport.ts';
import type { AttachedFile, Attachment, SiteOrigin, UndoChoice, Upload, VisualEdits } from './types.ts';

const transport = createTransport({ credentials: session });
const api = createClient<paths>({ baseUrl: location.origin, fetch: transport });

const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } });
const at = (site: string) => ({ path: { site } });
/** The transport throws on every answer that is no success, so there is data where the document says so. */
const data = async <T>(call: Promise<{ data?: T }>): Promise<T> => (await call).data as T;

interface Wish {
  prompt: string;
  retryOf?: string;
  picks?: Pick[];
  attachments?: Attachment[];
}

export type ArchiveFormat = 'tar.gz' | 'zip';
type VersionQuery = NonNullable<paths['/api/sites/{site}/versions']['get']['parameters']['query']>;

/** Every door of the API that this app uses. Commands take the Idempotency-Key of their intent first. */
export const doors = {
  installation: () => data(api.GET('/api/installation')),
  starters: () => data(api.GET('/api/starters')),

  sites: (query: { q?: string; sort?: 'changed' | 'name' | 'created'; cursor?: string; limit?: number }) =>
    data(api.GET('/api/sites', { params: { query } })),
  site: (site: string) => data(api.GET('/api/sites/{site}', { params: at(site) })),
  createSite: (key: string, body: { name: string; from: SiteOrigin }) =>
    data(api.POST('/api/sites', { body, ...keyed(key) })),
  renameSite: (key: string, site: string, name: string) =>
    data(api.PATCH('/api/sites/{site}', { params: at(site), body: { name }, ...keyed(key) })),
  deleteSite: (key: string, site: string, confirm: string) =>
    data(api.DELETE('/api/sites/{site}', { params: at(site), body: { confirm }, ...keyed(key) })),
  disableSite: (key: string, site: string) =>
    data(api.POST('/api/sites/{site}/disable', { params: at(site), ...keyed(key) })),
  enableSite: (key: string, site: string) =>
    data(api.POST('/api/sites/{site}/enable', { params: at(site), ...keyed(key) })),
  lockLive: (key: string, site: string, reason: string) =>
    data(api.POST('/api/sites/{site}/lock-live', { params: at(site), body: reason ? { reason } : {}, ...keyed(key) })),
  unlockLive: (key: string, site: string) =>
    data(api.POST('/api/sites/{site}/unlock-live', { params: at(site), ...keyed(key) })),

  chat: (site: string, query: { cursor?: string; limit?: number }) =>
    data(api.GET('/api/sites/{site}/chat', { params: { ...at(site), query } })),
  requestBuild: (key: string, site: string, body: Wish) =>
    data(api.POST('/api/sites/{site}/builds', { params: at(site), body, ...keyed(key) })),
  ask: (key: string, site: string, body: { question: string; picks: Pick[] }) =>
    data(api.POST('/api/sites/{site}/questions', { params: at(site), body, ...keyed(key) })),
  rewordBuild: (key: string, site: string, build: string, prompt: string) =>
    data(
      api.PATCH('/api/sites/{site}/builds/{build}', {
        params: { path: { site, build } },
        body: { prompt },
        ...keyed(key),
      }),
    ),
  moveBuild: (key: string, site: string, build: string, before: string | null) =>
    data(
      api.POST('/api/sites/{site}/builds/{build}/move', {
        params: { path: { site, build } },
        body: { before },
        ...keyed(key),
      }),
    ),
  saveEdits: (key: string, site: string, edits: VisualEdits) =>
    data(api.POST('/api/sites/{site}/builds', { params: at(site), body: { kind: 'visual', edits }, ...keyed(key) })),
  build: (site: string, build: string) =>
    data(api.GET('/api/sites/{site}/builds/{build}', { params: { path: { site, build } } })),
  cancelBuild: (key: string, site: string, build: string) =>
    data(api.POST('/api/sites/{site}/builds/{build}/cancel', { params: { path: { site, build } }, ...keyed(key) })),
  answerBuild: (key: string, site: string, build: string, answer: string) =>
    data(
      api.POST('/api/sites/{site}/builds/{build}/answer', {
        params: { path: { site, build } },
        body: { answer },
        ...keyed(key),
      }),
    ),

  tryUndo: (site: string, build: string, choices: readonly UndoChoice[]) =>
    data(
      api.POST('/api/sites/{site}/builds/{build}/undo/try', {
        params: { path: { site, build } },
        body: { choices: [...choices] },
      }),
    ),
  undo: (key: string, site: string, build: string, choices: readonly UndoChoice[]) =>
    data(
      api.POST('/api/sites/{site}/builds/{build}/undo', {
        params: { path: { site, build } },
        body: { choices: [...choices] },
        ...keyed(key),
      }),
    ),

  versions: (site: string, query: VersionQuery) =>
    data(api.GET('/api/sites/{site}/versions', { params: { ...at(site), query } })),
  noteVersion: (key: string, site: string, number: number, note: string | null) =>
    data(
      api.PATCH('/api/sites/{site}/versions/{number}', {
        params: { path: { site, number } },
        body: { note },
        ...keyed(key),
      }),
    ),
  markVersion: (key: string, site: string, number: number, mark: 'star' | 'unstar' | 'pin' | 'unpin') =>
    data(
      api.POST(`/api/sites/{site}/versions/{number}/${mark}`, { params: { path: { site, number } }, ...keyed(key) }),
    ),
  deleteVersion: (key: string, site: string, number: number) =>
    data(api.DELETE('/api/sites/{site}/versions/{number}', { params: { path: { site, number } }, ...keyed(key) })),
  diff: (site: string, from: number, to: number) =>
    data(api.GET('/api/sites/{site}/diff', { params: { ...at(site), query: { from, to } } })),
  fileDiff: (site: string, from: number, to: number, path: string) =>
    data(api.GET('/api/sites/{site}/diff/file', { params: { ...at(site), query: { from, to, path } } })),
  liveAt: (site: string, time: string) =>
    data(api.GET('/api/sites/{site}/live-at', { params: { ...at(site), query: { time } } })),
  version: (site: string, n: number) =>
    data(api.GET('/api/sites/{site}/versions/{number}', { params: { path: { site, number: n } } })),
  files: (site: string, n: number) =>
    data(api.GET('/api/sites/{site}/versions/{number}/files', { params: { path: { site, number: n } } })),
  changes: (site: string, n: number) =>
    data(api.GET('/api/sites/{site}/versions/{number}/changes', { params: { path: { site, number: n } } })),
  explain: (
    site: string,
    n: number,
    query: { path: string; start: number; end: number; script?: string; line?: number },
  ) => data(api.GET('/api/sites/{site}/versions/{number}/explain', { params: { path: { site, number: n }, query } })),
  source: (site: string, n: number, path: string) =>
    data(
      api.GET('/api/sites/{site}/versions/{number}/source', {
        params: { path: { site, number: n }, query: { path } },
      }),
    ),
  checks: (site: string, n: number) =>
    data(api.GET('/api/sites/{site}/versions/{number}/checks', { params: { path: { site, number: n } } })),
  checkAgain: (key: string, site: string, n: number) =>
    data(
      api.POST('/api/sites/{site}/versions/{number}/checks', {
        params: { path: { site, number: n } },
        ...keyed(key),
      }),
    ),
  promote: (key: string, site: string, body: { version: number; expectedCurrent: number; reason?: string }) =>
    data(api.POST('/api/sites/{site}/promote', { params: at(site), body: { target: 'live', ...body }, ...keyed(key) })),
  rollBack: (key: string, site: string, body: { version: number; expectedCurrent: number; reason: string }) =>
    data(api.POST('/api/sites/{site}/rollback', { params: at(site), body, ...keyed(key) })),
  restore: (key: string, site: string, version: number) =>
    data(api.POST('/api/sites/{site}/restore', { params: at(site), body: { version }, ...keyed(key) })),

  history: (site: string, query: { skip?: number; limit?: number; q?: string; type?: string }) =>
    data(api.GET('/api/sites/{site}/history', { params: { ...at(site), query } })),
  ruler: (site: string, query: { buckets?: number; from?: string; to?: string }) =>
    data(api.GET('/api/sites/{site}/history/ruler', { params: { ...at(site), query } })),
  eventInHistory: (site: string, event: string) =>
    data(api.GET('/api/sites/{site}/history/{event}', { params: { path: { site, event } } })),
  asOf: (site: string, event: string) =>
    data(api.GET('/api/sites/{site}/as-of/{event}', { params: { path: { site, event } } })),
  chatAsOf: (site: string, event: string, query: { cursor?: string; limit?: number }) =>
    data(api.GET('/api/sites/{site}/as-of/{event}/chat', { params: { path: { site, event }, query } })),

  system: () => data(api.GET('/api/system')),
  breakLock: (key: string, lock: string, body: { token: number; force: boolean }) =>
    data(api.POST('/api/system/locks/{lock}/break', { params: { path: { lock } }, body, ...keyed(key) })),
  settleItem: (key: string, item: string, act: 'retry' | 'drop') =>
    data(api.POST(`/api/system/items/{item}/${act}`, { params: { path: { item } }, ...keyed(key) })),
  wakeSite: (key: string, site: string) =>
    data(api.POST('/api/system/sites/{site}/wake', { params: at(site), ...keyed(key) })),

  attach: async (site: string, file: File): Promise<AttachedFile> => {
    const address = new URL(`/api/sites/${encodeURIComponent(site)}/attachments`, location.origin);
    address.searchParams.set('name', file.name);
    const headers = { 'content-type': 'application/octet-stream', accept: 'application/json' };
    const request = new Request(address, { method: 'POST', headers, body: file });
    return (await (await transport(request)).json()) as AttachedFile;
  },
  sentPicture: (site: string, build: string, digest: string): string =>
    `/api/sites/${encodeURIComponent(site)}/builds/${encodeURIComponent(build)}/attachments/${digest}`,
  /** The bytes go up as they are: a zip or a tar.gz. */
  upload: (archive: Blob, sending: Sending = {}): Promise<Upload> =>
    sendFile('/api/uploads', archive, session, sending),
  importGit: (address: GitAddress, onStep: (step: ImportStep) => void, signal: AbortSignal): Promise<Upload> =>
    importGit(transport, address, onStep, signal),
  archive: async (site: string, n: number, format: ArchiveFormat): Promise<Blob> => {
    const address = new URL(`/api/sites/${encodeURIComponent(site)}/versions/${n}/archive`, location.origin);
    address.searchParams.set('format', format);
    return (await transport(new Request(address))).blob();
  },
};
