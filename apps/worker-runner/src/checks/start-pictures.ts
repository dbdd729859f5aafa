import type { ArtifactStore } from '@pagewright/artifacts';
import { mostLinkedPages } from '@pagewright/authoring';
import {
  actor,
  type Aggregates,
  type CommandContext,
  commandDigest,
  commandId,
  type Running,
  type WorkItem,
  type WorkQueue,
  type WorkVerdict,
} from '@pagewright/kernel';
import { archivePictureDecider, archiveStream, PICTURE_QUEUE, type PictureWork, pictureWork } from '@pagewright/sites';
import { storeBlob } from '../builds/activity-log.ts';
import { BrowserUnavailable } from './browser/browser.ts';
import type { BrowserKeeper } from './browser/browser-keeper.ts';
import { type CheckLimits, treeOf, visitPages } from './check-version.ts';

export interface PicturesOptions {
  readonly runnerId: string;
  readonly work: Pick<WorkQueue, 'consume'>;
  readonly aggregates: Pick<Aggregates, 'read'>;
  readonly record: (data: Picture, context: CommandContext) => Promise<unknown>;
  readonly artifacts: ArtifactStore;
  readonly keeper: BrowserKeeper;
  readonly limits: CheckLimits;
}

type Picture = PictureWork & { readonly picture: Awaited<ReturnType<typeof storeBlob>> | null; readonly now: string };

const DONE: WorkVerdict = { type: 'done' };

/** Pictures the home pages of archives that are no version of any site, such as the starters. */
export const startPictures = async (options: PicturesOptions): Promise<Running> => {
  const drop = new AbortController();
  const consumer = await options.work.consume(PICTURE_QUEUE, 1, (item) =>
    onArchive(options, item, AbortSignal.any([drop.signal, item.signal])),
  );
  const stop = async (): Promise<void> => {
    drop.abort();
    await consumer.forcefulShutdown();
  };
  return {
    ready: consumer.ready,
    finished: consumer.finished,
    gracefulShutdown: stop,
    forcefulShutdown: stop,
    [Symbol.asyncDispose]: stop,
  };
};

const onArchive = async (
  { aggregates, artifacts, keeper, limits, record, runnerId }: PicturesOptions,
  item: WorkItem,
  signal: AbortSignal,
): Promise<WorkVerdict> => {
  const body = pictureWork.safeParse(item.body);
  if (!body.success) return { type: 'dead', reason: `Not an archive to picture: ${body.error.message}` };
  const { archive } = body.data;
  const { state } = await aggregates.read(archiveStream(archive), archivePictureDecider);
  if (state.status === 'pictured') return DONE;
  const tree = await treeOf(artifacts, archive);
  try {
    const [page] = await visitPages({ keeper, axe: '', limits, signal }, tree, mostLinkedPages(tree).slice(0, 1));
    const picture = page?.thumbnail ? await storeBlob(artifacts, page.thumbnail) : null;
    const id = commandId('picture', archive);
    const now = new Date().toISOString();
    await record(
      { archive, picture, now },
      {
        commandId: id,
        commandDigest: commandDigest({ type: 'RecordPicture', archive }),
        actor: actor('runner', runnerId),
        correlationId: id,
        causationId: id,
        now,
      },
    );
  } catch (raw) {
    // Nothing is said of it then: whoever wants the picture asks again at the next start.
    if (!(raw instanceof BrowserUnavailable)) throw raw;
  }
  return DONE;
};
