import type { EventStore, Recorded, Sealed, Sealer } from '@pagewright/kernel';
import { type SiteEvent, type SiteId, siteStream } from '@pagewright/sites';
import type { WorkerJob } from '../../protocol/wire.ts';

type PastBuild = WorkerJob['history'][number];

interface Told {
  readonly build: string;
  readonly prompt: Sealed | null;
  readonly summary: Sealed | null;
  readonly sourceVersion: number | null;
  readonly version: number | null;
}

const MOST = 10;

/**
 * The builds of a site that ended last, as its own events tell them, the newest last: for prompts that refer back to
 * them. A build that was withdrawn or broke is left out: nobody refers to it.
 */
export const pastBuilds = async (
  events: Pick<EventStore, 'load'>,
  sealer: Sealer,
  site: SiteId,
): Promise<PastBuild[]> => {
  const stream = await events.load(siteStream(site));
  const prompts = new Map<string, Sealed | null>();
  const sources = new Map<string, number | null>();
  const ended: Told[] = [];
  for (const recorded of stream.events) {
    const event = recorded as Recorded<SiteEvent>;
    if (event.type === 'BuildRequested') prompts.set(event.data.build, event.data.prompt);
    else if (event.type === 'BuildStarted') sources.set(event.data.build, event.data.sourceVersion);
    else if (event.type === 'BuildSucceeded' || event.type === 'BuildDeclined')
      ended.push(told(event, prompts, sources));
  }
  return Promise.all(ended.slice(-MOST).map((one) => opened(one, sealer)));
};

const told = (
  { type, data }: Extract<SiteEvent, { type: 'BuildSucceeded' | 'BuildDeclined' }>,
  prompts: ReadonlyMap<string, Sealed | null>,
  sources: ReadonlyMap<string, number | null>,
): Told => ({
  build: data.build,
  prompt: prompts.get(data.build) ?? null,
  summary: type === 'BuildSucceeded' ? data.summary : data.message,
  sourceVersion: type === 'BuildSucceeded' ? data.parent : (sources.get(data.build) ?? null),
  version: type === 'BuildSucceeded' ? data.version : null,
});

const opened = async ({ prompt, summary, ...rest }: Told, sealer: Sealer): Promise<PastBuild> => ({
  ...rest,
  prompt: prompt ? await sealer.open(prompt) : '',
  summary: summary ? await sealer.open(summary) : '',
});
