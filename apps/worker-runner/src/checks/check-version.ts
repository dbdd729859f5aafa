import { type ArtifactStore, digestOf, getBytes, unpackArchive } from '@pagewright/artifacts';
import { mostLinkedPages } from '@pagewright/authoring';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { type CheckReport, checkReport, type SiteCommandData, type Version } from '@pagewright/sites';
import { storeBlob } from '../builds/activity-log.ts';
import { BrowserGone, BrowserRefused } from './browser/devtools.ts';
import type { BrowserKeeper } from './browser/browser-keeper.ts';
import { reportOf, speaksAgainst, verdictOf } from './findings/report.ts';
import type { PageReport } from './visit/page-report.ts';
import { type PageLimits, visitPage } from './visit/visit-page.ts';

export interface CheckLimits extends PageLimits {
  readonly pages: number;
  /** Milliseconds after which no further page is begun. */
  readonly wholeMs: number;
}

export const CHECK_LIMITS: CheckLimits = { pages: 12, pageProcessorMs: 15_000, pageMs: 90_000, wholeMs: 240_000 };

export interface CheckTools {
  readonly artifacts: ArtifactStore;
  readonly keeper: BrowserKeeper;
  readonly axe: string;
  readonly limits: CheckLimits;
  readonly signal: AbortSignal;
}

type Outcome = Pick<SiteCommandData['RecordCheck'], 'state' | 'reason' | 'checks' | 'screenshots' | 'thumbnail'>;

/** Looks at a version's pages and stores what it saw; `parent` is the version it was made from. */
export const checkVersion = async (
  tools: CheckTools,
  version: Version,
  parent: Version | undefined,
): Promise<Outcome> => {
  const { artifacts, limits } = tools;
  const [tree, before] = await Promise.all([
    treeOf(artifacts, version.artifact.digest),
    parent?.check?.checks ? reportIn(artifacts, parent.check.checks.digest) : undefined,
  ]);
  const paths = mostLinkedPages(tree);
  const pages = await visitPages(tools, tree, paths.slice(0, limits.pages));
  const report = reportOf(pages, paths.length - pages.length, before);
  const { digest } = await storeBlob(artifacts, JSON.stringify(report));
  const screenshots = [];
  for (const { path, shots } of pages) {
    for (const { width, bytes } of shots) screenshots.push({ path, width, blob: await storeBlob(artifacts, bytes) });
  }
  const picture = pages.find(({ thumbnail }) => thumbnail !== null)?.thumbnail;
  return {
    state: verdictOf(report),
    reason: null,
    checks: { digest, count: report.findings.filter(speaksAgainst).length },
    screenshots,
    thumbnail: picture ? await storeBlob(artifacts, picture) : null,
  };
};

export const treeOf = async (artifacts: ArtifactStore, archive: string): Promise<FileTree> =>
  unpackArchive(await getBytes(artifacts, digestOf(archive)));

const reportIn = async (artifacts: ArtifactStore, digest: string): Promise<CheckReport> =>
  checkReport.parse(JSON.parse(new TextDecoder().decode(await getBytes(artifacts, digestOf(digest)))));

/** One page after the other, as far as the time goes. A page that is cut off costs a browser; the next gets a new one. */
export const visitPages = async (
  { keeper, axe, limits, signal }: Omit<CheckTools, 'artifacts'>,
  tree: FileTree,
  paths: readonly string[],
): Promise<readonly PageReport[]> => {
  const until = Date.now() + limits.wholeMs;
  const pages: PageReport[] = [];
  const triedAgain = new Set<string>();
  while (pages.length < paths.length && Date.now() < until) {
    signal.throwIfAborted();
    await keeper
      .use(async (browser) => {
        const { devtools } = browser;
        const { browserContextId } = await devtools.send('Target.createBrowserContext', { disposeOnDetach: true });
        const context = String(browserContextId);
        for (const path of paths.slice(pages.length)) {
          signal.throwIfAborted();
          if (Date.now() >= until) break;
          const visit = { browser, browserContext: context, tree, path, axe, signal, limits };
          const { report, usable, lost } = await visitOrLose({ ...visit, wantsThumbnail: pages.length === 0 });
          // A browser may end for a reason of its own; one that ends again over the same page was ended by it.
          if (lost && !triedAgain.has(path)) {
            triedAgain.add(path);
            throw new TabHangs();
          }
          pages.push(report);
          if (!usable) throw new TabHangs();
        }
        await devtools.send('Target.disposeBrowserContext', { browserContextId: context });
      })
      .catch((raw: unknown) => {
        if (!(raw instanceof TabHangs)) throw raw;
      });
  }
  return pages;
};

/** The browser cannot be used for the next page. */
class TabHangs extends Error {
  override readonly name = 'TabHangs';
}

/** `lost`: the browser ended under the page. */
const visitOrLose = async (
  visit: Parameters<typeof visitPage>[0],
): Promise<Awaited<ReturnType<typeof visitPage>> & { readonly lost: boolean }> => {
  try {
    return { ...(await visitPage(visit)), lost: false };
  } catch (raw) {
    if (visit.signal.aborted || !(raw instanceof BrowserGone || raw instanceof BrowserRefused)) throw raw;
    return { report: unseen(visit.path), usable: false, lost: true };
  }
};

const unseen = (path: string): PageReport => ({
  path,
  load: { type: 'cut-off', why: 'the browser ended over it' },
  errors: [],
  missing: [],
  outside: [],
  leavesTo: null,
  dialogs: 0,
  overflow: null,
  imagesWithoutAlt: [],
  barriers: [],
  shots: [],
  thumbnail: null,
});
