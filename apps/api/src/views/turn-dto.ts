import type { RecordedActivity } from '@pagewright/kernel';
import type { TurnView as Row } from '@pagewright/projections';
import { pick } from '../contract/builds.ts';
import type { TurnView } from './views.ts';

/** Ended attempts bring their parts in the row; those of the running one come from the activity stream. */
export const turnDto = (row: Row, running: readonly RecordedActivity[]): TurnView => {
  const stored = row.parts.map(({ sequence, attempt, time, part }) => ({ sequence, attempt, time, part }));
  const last = stored.reduce((highest, { sequence }) => Math.max(highest, sequence), 0);
  const fresh = running
    .filter(({ sequence }) => sequence > last)
    .map(({ sequence, attempt, time, part }) => ({ sequence, attempt, time, part }));
  return { ...turnHeadDto(row), parts: [...stored, ...fresh] };
};

/** Everything of a turn but its parts. */
export const turnHeadDto = (row: Omit<Row, 'parts'>): Omit<TurnView, 'parts'> => ({
  build: row.build,
  kind: row.kind,
  state: row.state,
  agent: row.agent,
  by: row.by,
  prompt: row.prompt,
  picks: row.picks.flatMap((raw) => pick.safeParse(raw).data ?? []),
  attachments: row.attachments.map((file) => ({ ...file })),
  dialogue: row.dialogue.map((round) => ({ ...round, choices: [...round.choices] })),
  retryOf: row.retryOf,
  restores: row.restores,
  undoes: row.undoes,
  attempt: row.attempt,
  requestedAt: row.requestedAt,
  startedAt: row.startedAt,
  endedAt: row.endedAt,
  place: row.place,
  outcome: row.outcome && outcomeDto(row.kind, row.outcome),
});

const FAILURES: Readonly<Record<string, string>> = {
  attempts: 'The worker died each time it tried. Nothing was changed; send the message again.',
  timeout: 'It took longer than one build may take. Nothing was changed; ask for less at once.',
  agent: 'The agent failed. Nothing was changed; send the message again.',
  'source-moved': 'The site had moved on meanwhile; the change is made again on the newest version.',
  unanswered: 'The question was not answered for seven days.',
  'source-missing': 'The files of the version it should start from could not be read.',
};

const UNANSWERED: Readonly<Record<string, string>> = {
  attempts: 'No answer was found, however often it was tried. Ask again.',
  'source-missing': 'The files of the version that was asked about could not be read.',
};

const outcomeDto = (kind: Row['kind'], outcome: NonNullable<Row['outcome']>): NonNullable<TurnView['outcome']> => {
  switch (outcome.type) {
    case 'version':
      return { ...outcome, files: [...outcome.files] };
    case 'declined':
      return { ...outcome, suggestions: [...outcome.suggestions] };
    case 'question':
      return { ...outcome, choices: [...outcome.choices] };
    case 'rejected':
      return { ...outcome, findings: [...outcome.findings] };
    case 'failed': {
      const known = kind === 'ask' ? UNANSWERED : FAILURES;
      return { ...outcome, message: outcome.message ?? known[outcome.reason] ?? 'It failed. Nothing was changed.' };
    }
    case 'cancelled':
    case 'answer':
      return outcome;
  }
};
