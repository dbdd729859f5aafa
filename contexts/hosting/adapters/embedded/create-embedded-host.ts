import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ArtifactStore } from '@pagewright/artifacts';
import type { Host } from '@pagewright/hosting';
import type { HostingLog } from '@pagewright/hosting/reconciler';
import { originHeaders } from './answer-headers.ts';
import { EditorPages, type MarkPage } from './editor-pages.ts';
import type { OnAnswer } from './answer-note.ts';
import { EmbeddedHost } from './embedded-host.ts';
import { FileAnswers } from './file-answers.ts';
import { FileBodies } from './file-bodies.ts';
import { ReleaseShelf } from './release-shelf.ts';
import { RequestHandler } from './request-handler.ts';

export interface EmbeddedHostLimits {
  /** Bytes of files in memory, over all sites; 256 MB unless told. */
  readonly cacheBytes?: number;
  /** Files of more bytes are sent from the disk; 4 MB unless told. */
  readonly largestHeldBytes?: number;
  /** Releases kept on disk per site besides those that a pointer shows; 10 unless told. */
  readonly keptReleases?: number;
  /** Milliseconds that assets of the version before are still found after a switch; 60,000 unless told. */
  readonly previousFor?: number;
  /** Milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

export interface EmbeddedHostSetUp extends EmbeddedHostLimits {
  readonly artifacts: ArtifactStore;
  readonly root: string;
  readonly sitesDomain: string;
  readonly appOrigin: string | readonly string[];
  readonly hostName: string;
  readonly markPage: MarkPage;
  readonly onAnswer?: OnAnswer;
  readonly log: HostingLog;
}

export interface CreatedHost {
  readonly host: Host;
  /** Answers a request for any of the sites; never throws. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

const MB = 1024 * 1024;

/** The embedded host without its port: what it has on disk it can answer from at once. */
export const createEmbeddedHost = async (setUp: EmbeddedHostSetUp): Promise<CreatedHost> => {
  const { root, artifacts, log, sitesDomain, appOrigin, hostName } = setUp;
  const appOrigins = typeof appOrigin === 'string' ? [appOrigin] : appOrigin;
  const headers = originHeaders(appOrigins);
  await mkdir(root, { recursive: true });
  const shelf = new ReleaseShelf({ root, artifacts, log, kept: setUp.keptReleases ?? 10 });
  const host = await EmbeddedHost.open({
    name: hostName,
    root,
    sitesDomain,
    shelf,
    now: setUp.now ?? Date.now,
    previousFor: setUp.previousFor ?? 60_000,
  });
  const bodies = new FileBodies(setUp.cacheBytes ?? 256 * MB, setUp.largestHeldBytes ?? 4 * MB);
  const files = new FileAnswers({ bodies, headers });
  const editor = new EditorPages({ mark: setUp.markPage, appOrigins, isHeld: (file) => bodies.isHeld(file) });
  const { onAnswer } = setUp;
  const handler = new RequestHandler({ host, files, editor, headers, sitesDomain, log, ...(onAnswer && { onAnswer }) });
  return { host, handle: (request, response) => handler.handle(request, response) };
};
