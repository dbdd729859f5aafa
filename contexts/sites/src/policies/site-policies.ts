import { derivedId, type EventAddress, type Recorded } from '@pagewright/kernel';
import type { ExpireClarification, SiteCommand } from '../commands/site-commands.ts';
import {
  ASK_QUEUE,
  type AskWork,
  BUILD_QUEUE,
  type BuildWork,
  CHECK_QUEUE,
  type CheckWork,
  CLARIFICATION_QUEUE,
  type ClarificationWork,
  clarificationWork,
} from '../commands/work.ts';
import type { SiteEvent, SiteEventType } from '../events/site-events.ts';
import type { BuildId, SiteId } from '../events/words.ts';

/** How long a question of an agent waits for its answer. */
export const CLARIFICATION_DAYS = 7;

/** What a policy wants done. Doing it twice is harmless. A `Refusal` of its command means that it is too late: done. */
export type PolicyAction =
  | {
      readonly type: 'work';
      readonly queue: string;
      readonly id: string;
      readonly body: BuildWork | AskWork | CheckWork;
    }
  | {
      readonly type: 'schedule';
      readonly queue: string;
      readonly id: string;
      readonly at: Date;
      readonly body: ClarificationWork;
    }
  | { readonly type: 'command'; readonly command: SiteCommand };

/** `now`: RFC 3339, UTC, the time that a command carries. */
export interface SitePolicy {
  readonly name: string;
  readonly types: readonly EventAddress[];
  readonly react: (event: Recorded<SiteEvent>, now: string) => readonly PolicyAction[];
}

const on = (...types: readonly SiteEventType[]): readonly EventAddress[] =>
  types.map((type) => ({ kind: 'site', type }));

/** Tells the runners of a site that something waits there. */
export const wakeRunners: SitePolicy = {
  name: 'wake-runners',
  types: on('BuildRequested', 'BuildClarified'),
  react: ({ data: { site } }) => [{ type: 'work', queue: BUILD_QUEUE, id: site, body: { site } }],
};

/** Requests a build again whose source had moved; the aggregate sees to it that this happens once. */
export const repeatMovedBuild: SitePolicy = {
  name: 'repeat-moved-build',
  types: on('BuildFailed'),
  react: (event, now) => {
    if (event.type !== 'BuildFailed' || event.data.reason !== 'source-moved') return [];
    const { site, build: retryOf } = event.data;
    const build = derivedId(event.meta.id, 'repeat-moved-build') as BuildId;
    return [{ type: 'command', command: { type: 'RequestBuildAgain', data: { site, now, build, retryOf } } }];
  },
};

/** Sets the deadline of a question. */
export const limitClarification: SitePolicy = {
  name: 'limit-clarification',
  types: on('BuildClarificationAsked'),
  react: ({ type, data }) => {
    if (type !== 'BuildClarificationAsked') return [];
    const { site, build, attempt, at: asked } = data;
    const at = new Date(Date.parse(asked) + CLARIFICATION_DAYS * 24 * 60 * 60 * 1000);
    const id = `${build}-${attempt}`;
    return [{ type: 'schedule', queue: CLARIFICATION_QUEUE, id, at, body: { site, build, attempt } }];
  },
};

/** Hands a question to whoever answers questions. */
export const passQuestionOn: SitePolicy = {
  name: 'pass-question-on',
  types: on('QuestionAsked'),
  react: ({ type, data }) =>
    type === 'QuestionAsked'
      ? [{ type: 'work', queue: ASK_QUEUE, id: data.question, body: { site: data.site, question: data.question } }]
      : [],
};

/** Has a browser look at each new version, after the build and on nobody's way. */
export const checkVersions: SitePolicy = {
  name: 'check-versions',
  types: on('BuildSucceeded'),
  react: ({ type, data, meta }) => {
    if (type !== 'BuildSucceeded') return [];
    const body = { site: data.site, version: data.version, run: 1 };
    return [{ type: 'work', queue: CHECK_QUEUE, id: derivedId(meta.id, 'check-versions'), body }];
  },
};

export const sitePolicies: readonly SitePolicy[] = [
  wakeRunners,
  repeatMovedBuild,
  limitClarification,
  passQuestionOn,
  checkVersions,
];

/** The command of a due item of `CLARIFICATION_QUEUE`; throws on a body that is none. */
export const clarificationDue = (body: unknown, now: string): ExpireClarification => {
  const { site, build, attempt }: { site: SiteId; build: BuildId; attempt: number } = clarificationWork.parse(body);
  return { type: 'ExpireClarification', data: { site, build, attempt, now } };
};
