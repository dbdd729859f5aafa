import type { Recorded } from '@pagewright/kernel';
import type { SiteEvent } from '@pagewright/sites';
import type { Selectable } from 'kysely';
import type { FileChange, Finding, TurnPart } from '../reading/blobs.ts';
import type { Opened } from '../reading/opened.ts';
import { instant } from '../reading/rows.ts';
import type { BuildState, BuildsTable, DialogueBy } from './builds-table.ts';

export const BUILD_EVENTS = [
  'BuildRequested',
  'BuildStarted',
  'BuildSucceeded',
  'BuildDeclined',
  'BuildClarificationAsked',
  'BuildClarified',
  'BuildRejected',
  'BuildFailed',
  'BuildStopRequested',
  'BuildCancelled',
  'BuildReworded',
  'QuestionAsked',
  'QuestionAnswered',
  'QuestionFailed',
] as const satisfies readonly SiteEvent['type'][];

export type BuildEvent = Recorded<Extract<SiteEvent, { type: (typeof BUILD_EVENTS)[number] }>>;
export type BuildRow = Selectable<BuildsTable>;

/** An event with what its blobs hold. */
export interface BuildChange {
  readonly event: Opened<BuildEvent>;
  readonly parts: readonly TurnPart[];
  readonly files: readonly FileChange[];
  readonly findings: readonly Finding[];
}

/** What a turn is found by. */
export const turnOf = ({ data }: Opened<BuildEvent>): string =>
  'question' in data && !('build' in data) ? data.question : data.build;

/** A turn's row after one more event; undefined when there is none, because its site was deleted. */
export const foldBuild = (row: BuildRow | undefined, change: BuildChange): BuildRow | undefined => {
  const { event } = change;
  if (event.type === 'BuildRequested') return requested(event);
  if (event.type === 'QuestionAsked') return asked(event);
  return row && { ...row, ...changeOf(row, event, change) };
};

type Event = BuildChange['event'];
type Requested = Extract<Event, { type: 'BuildRequested' }>;
type Asked = Extract<Event, { type: 'QuestionAsked' }>;

const requested = ({ data, meta }: Requested): BuildRow => ({
  build: data.build,
  site: data.site,
  kind: data.kind,
  state: 'waiting',
  agent: data.agent,
  requestedBy: data.by,
  prompt: data.prompt,
  dialogue: [],
  retryOf: data.retryOf,
  restores: data.kind === 'restore' ? data.version : null,
  undoes: data.kind === 'undo' ? data.version : null,
  attempt: 0,
  requestedAt: instant(data.at),
  requestedPosition: meta.position,
  queueOrder: data.front ? front(meta.position) : meta.position,
  startedAt: null,
  askedAt: null,
  endedAt: null,
  outcome: null,
  partial: null,
  picks: picksIn(data.picks),
  attachments: data.attachments,
  answeredFrom: null,
});

const asked = ({ data, meta }: Asked): BuildRow => ({
  build: data.question,
  site: data.site,
  kind: 'ask',
  state: 'answering',
  agent: '',
  requestedBy: data.by,
  prompt: data.text,
  dialogue: [],
  retryOf: null,
  restores: null,
  undoes: null,
  attempt: 0,
  requestedAt: instant(data.at),
  requestedPosition: meta.position,
  queueOrder: null,
  startedAt: null,
  askedAt: null,
  endedAt: null,
  outcome: null,
  partial: null,
  picks: picksIn(data.picks),
  attachments: [],
  answeredFrom: data.version,
});

/** An erased text is no JSON any more, and nothing is left to show. */
const picksIn = (text: string | null): readonly unknown[] => {
  try {
    const picks: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(picks) ? picks : [];
  } catch {
    return [];
  }
};

/** Before all that wait, also before those that were put in front earlier. */
const front = (position: number): number => -position;

const changeOf = (
  row: BuildRow,
  event: Exclude<Event, Requested | Asked>,
  { files, findings }: BuildChange,
): Partial<BuildRow> => {
  const { data } = event;
  switch (event.type) {
    case 'BuildStarted':
      return { state: 'running', attempt: event.data.attempt, startedAt: instant(data.at), queueOrder: null };
    case 'BuildStopRequested':
      return { state: 'stopping' };
    case 'BuildClarificationAsked': {
      const { question, choices } = event.data;
      return { state: 'clarifying', askedAt: instant(data.at), outcome: { type: 'question', question, choices } };
    }
    case 'BuildClarified': {
      const { answer, by } = event.data;
      const dialogue = closed(row, answer, by);
      return { state: 'waiting', askedAt: null, outcome: null, queueOrder: front(event.meta.position), dialogue };
    }
    case 'BuildSucceeded': {
      const { version, summary, attempt } = event.data;
      return { ...ended(row, 'succeeded', data.at), attempt, outcome: { type: 'version', version, summary, files } };
    }
    case 'BuildDeclined': {
      const { message, suggestions } = event.data;
      return { ...ended(row, 'declined', data.at), outcome: { type: 'declined', message, suggestions } };
    }
    case 'BuildRejected':
      return {
        ...ended(row, 'rejected', data.at),
        outcome: { type: 'rejected', message: event.data.message, findings },
      };
    case 'BuildFailed': {
      const { reason, message } = event.data;
      return { ...ended(row, 'failed', data.at), outcome: { type: 'failed', reason, message } };
    }
    case 'BuildReworded':
      return { prompt: event.data.prompt };
    case 'QuestionAnswered': {
      const outcome = { type: 'answer', text: event.data.text, version: row.answeredFrom ?? 1 } as const;
      return { ...ended(row, 'answered', data.at), outcome };
    }
    case 'QuestionFailed':
      return {
        ...ended(row, 'failed', data.at),
        outcome: { type: 'failed', reason: event.data.reason, message: null },
      };
    case 'BuildCancelled': {
      const { by, partial } = event.data;
      const outcome = { type: 'cancelled', by, partial: partial !== null } as const;
      return { ...ended(row, 'cancelled', data.at), outcome, partial };
    }
  }
};

/** A question that was still open when the turn ended joins the dialogue without an answer. */
const ended = (row: BuildRow, state: BuildState, at: string): Partial<BuildRow> => ({
  state,
  endedAt: instant(at),
  askedAt: null,
  queueOrder: null,
  dialogue: closed(row, null, null),
});

const closed = (row: BuildRow, answer: string | null, by: string | null): readonly DialogueBy<string>[] => {
  if (row.outcome?.type !== 'question') return row.dialogue;
  const { question, choices } = row.outcome;
  return [...row.dialogue, { question, choices, answer, by }];
};
