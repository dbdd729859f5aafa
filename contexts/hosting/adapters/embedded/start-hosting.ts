import type { ArtifactStore } from '@pagewright/artifacts';
import type { ReportDeployment } from '@pagewright/hosting';
import { type HostingLog, type ReconcilerOptions, startReconciler } from '@pagewright/hosting/reconciler';
import type { EventFeed, EventId, Position, Running } from '@pagewright/kernel';
import { createEmbeddedHost, type EmbeddedHostLimits } from './create-embedded-host.ts';
import type { MarkPage } from './editor-pages.ts';
import { foldFile } from './fold-file.ts';
import type { OnAnswer } from './answer-note.ts';
import { listen, type Listen } from './sites-server.ts';

export interface HostingOptions
  extends EmbeddedHostLimits, Pick<ReconcilerOptions, 'firstPauseMs' | 'longestPauseMs' | 'onSwitch'> {
  readonly feed: EventFeed;
  readonly artifacts: ArtifactStore;
  /** Folder of the releases; made if it is not there, and nobody else's. */
  readonly root: string;
  readonly listen: Listen;
  /** Preview and versions are served under names that end in it, e.g. `localhost`. */
  readonly sitesDomain: string;
  /** The only origins that may show preview and versions in a frame. */
  readonly appOrigin: string | readonly string[];
  /** As this host is called in the Deployment streams, e.g. `embedded`. */
  readonly hostName: string;
  /** How pages are prepared for the editor's frame; no other origin serves them so. */
  readonly markPage: MarkPage;
  readonly report: ReportDeployment;
  /** Id of the log's event at a position, by which what was folded before is checked. */
  readonly eventAt: (at: Position) => Promise<EventId | undefined>;
  /** Told of every answer that has ended; it must not throw. */
  readonly onAnswer?: OnAnswer;
  readonly log?: HostingLog;
}

export interface Hosting extends Running {
  readonly port: number;
  readonly url: string;
}

/**
 * Serves all sites on one port and follows the log. It listens when this resolves, with everything that was on disk
 * already; `ready` resolves when it serves what the log says. A fault of the reader ends following, `finished` rejects,
 * and what was served goes on being served until it is shut down.
 * @throws SitesPortTaken
 */
export const startHosting = async (options: HostingOptions): Promise<Hosting> => {
  const log = options.log ?? (() => undefined);
  const { host, handle } = await createEmbeddedHost({ ...options, log });
  const server = await listen(options.listen, handle);
  const reconciler = startReconciler({
    ...options,
    host,
    log,
    memory: { folds: foldFile(options.root), eventAt: options.eventAt },
  });
  reconciler.finished.catch((error: unknown) =>
    log({
      level: 'error',
      error,
      message: `Host ${options.hostName} follows the log no longer, and serves what it has`,
    }),
  );
  const finished = Promise.all([reconciler.finished, server.closed]).then(() => undefined);
  finished.catch(() => undefined);
  const gracefulShutdown = async (): Promise<void> => {
    await Promise.all([server.drain(), reconciler.gracefulShutdown()]);
  };
  return {
    port: server.port,
    url: `http://${options.listen.host}:${server.port}`,
    ready: reconciler.ready,
    finished,
    gracefulShutdown,
    forcefulShutdown: async () => {
      await Promise.all([server.drop(), reconciler.forcefulShutdown()]);
    },
    [Symbol.asyncDispose]: gracefulShutdown,
  };
};
