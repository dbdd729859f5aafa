import type { SiteEvent } from '../events/site-events.ts';
import type { VersionNumber } from '../events/words.ts';
import { NO_AGENT } from './creating.ts';
import { headNumber, isIdle } from './queries.ts';
import { nextVersion } from './reports.ts';
import type { SiteEventData } from './rules.ts';
import type { ExistingSite } from './site.ts';

type Order = Omit<
  SiteEventData['BuildRequested'],
  'agent' | 'prompt' | 'source' | 'edits' | 'front' | 'retryOf' | 'picks' | 'attachments'
>;
type Made = Pick<SiteEventData['BuildSucceeded'], 'tree' | 'artifact' | 'manifest' | 'counts' | 'summary'> & {
  readonly onHead: VersionNumber;
};

/**
 * The events of a build that needs no agent. Where nothing waits or runs and its files were made on the head of now it
 * is requested and done in one append, whose expectation is the fence; else it waits for its turn and a runner.
 */
export const withoutAgent = (site: ExistingSite, order: Order, made: Made | null): readonly SiteEvent[] => {
  const requested: SiteEvent = {
    type: 'BuildRequested',
    data: {
      ...order,
      agent: NO_AGENT,
      prompt: null,
      source: null,
      edits: null,
      front: false,
      retryOf: null,
      picks: null,
      attachments: [],
    },
  };
  if (!isIdle(site) || made === null || made.onHead !== headNumber(site)) return [requested];
  const { tree, artifact, manifest, counts, summary } = made;
  const { site: id, at, build } = order;
  const files = { tree, artifact, manifest, counts, summary, activity: null };
  return [
    requested,
    {
      type: 'BuildSucceeded',
      data: { site: id, at, build, attempt: 0, fencingToken: null, ...nextVersion(site), ...files },
    },
  ];
};
