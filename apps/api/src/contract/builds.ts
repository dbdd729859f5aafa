import { z } from 'zod';
import { digest, id, instant, listOf, page, person, versionNumber } from './common.ts';
import { fileChange } from './sites.ts';
import { visualEdits } from './visual.ts';

/** Parts render in the order they happened, the same live and after a reload. */
export const part = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('text'), text: z.string() }),
    z.object({ kind: z.literal('thinking'), text: z.string() }),
    z.object({
      kind: z.literal('step'),
      /** A later part with the same id and attempt replaces this one. */
      id: z.string(),
      state: z.enum(['running', 'done', 'failed']),
      verb: z.string(),
      text: z.string(),
      path: z.string().optional(),
      detail: z.string().optional(),
    }),
    z.object({
      kind: z.literal('progress'),
      step: z.enum(['fetching', 'unpacking', 'executing', 'checking', 'packing', 'uploading']),
      percent: z.number().min(0).max(100),
      text: z.string(),
    }),
  ])
  .meta({ id: 'Part' });

export const recordedPart = z
  .object({ sequence: z.int(), attempt: z.int(), time: instant, part })
  .meta({ id: 'RecordedPart' });

export const buildState = z.enum([
  'waiting',
  'running',
  'clarifying',
  'stopping',
  'succeeded',
  'declined',
  'failed',
  'rejected',
  'cancelled',
  'answering',
  'answered',
]);

export const outcome = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('version'), version: versionNumber, summary: z.string(), files: z.array(fileChange) }),
    z.object({ type: z.literal('declined'), message: z.string(), suggestions: z.array(z.string()) }),
    z.object({ type: z.literal('question'), question: z.string(), choices: z.array(z.string()) }),
    z.object({
      type: z.literal('rejected'),
      message: z.string(),
      findings: z.array(z.object({ path: z.string(), rule: z.string(), message: z.string() })),
    }),
    z.object({ type: z.literal('failed'), reason: z.string(), message: z.string() }),
    z.object({ type: z.literal('cancelled'), by: person, partial: z.boolean() }),
    /** Of a question: from the pages of this version. */
    z.object({ type: z.literal('answer'), text: z.string(), version: versionNumber }),
  ])
  .meta({ id: 'Outcome' });

/** An element that a person pointed at: `start` and `end` are UTF-16 code units in the file `path` of the version. */
export const pick = z
  .object({
    path: z.string().min(1).max(300),
    start: z.int().min(0),
    end: z.int().min(0),
    tag: z.string().max(60),
    text: z.string().max(200),
  })
  .meta({ id: 'Pick' });
export const picks = z.array(pick).max(10);

/** A file that goes with a request: for reference, or to become part of the site. */
export const attachment = z
  .object({
    digest,
    name: z
      .string()
      .min(1)
      .max(120)
      .regex(/^[^/\\\p{Cc}]+$/u, 'must be the name of a file, without a folder'),
    size: z.int().min(1),
    type: z.string().max(100),
    intent: z.enum(['reference', 'add']),
  })
  .meta({ id: 'Attachment' });

/** What the server keeps of a file that was sent: an SVG is made harmless first, so its digest is another. */
export const attachedFile = attachment.omit({ intent: true }).meta({ id: 'AttachedFile' });
export const nameOfFile = z.object({ name: attachment.shape.name });

/** One turn of the chat: what a person asked, what the agent did, how it ended. Of a question, `build` is its id. */
export const turn = z
  .object({
    build: id,
    kind: z.enum(['prompt', 'visual', 'restore', 'undo', 'import', 'ask']),
    state: buildState,
    agent: z.string(),
    by: person,
    prompt: z.string().nullable(),
    picks: z.array(pick),
    attachments: z.array(attachment),
    /** Earlier questions of the agent with the answers they got. */
    dialogue: z.array(
      z.object({
        question: z.string(),
        choices: z.array(z.string()),
        answer: z.string().nullable(),
        by: person.nullable(),
      }),
    ),
    retryOf: id.nullable(),
    /** Version restored, for kind `restore`. */
    restores: versionNumber.nullable(),
    /** Version whose build was undone, for kind `undo`. */
    undoes: versionNumber.nullable(),
    attempt: z.int(),
    requestedAt: instant,
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    /** Place in the queue, 1 for the next; null when it does not wait. */
    place: z.int().nullable(),
    parts: z.array(recordedPart),
    outcome: outcome.nullable(),
  })
  .meta({ id: 'Turn' });

/** GET /api/sites/{id}/chat: newest page first, `items` in the order they happened; `next` leads to older ones. */
export const chat = z
  .object({
    items: z.array(turn),
    next: z.string().nullable(),
    /** Where to resume the topic `site:{id}` so that nothing is missed and nothing comes twice. */
    cursor: z.string(),
  })
  .meta({ id: 'Chat' });
export const listChat = page;

export const requestBuild = z.object({
  kind: z.enum(['prompt', 'visual']).default('prompt'),
  /** Of kind `prompt`: what should change. Of kind `visual` it is made of the edits. */
  prompt: z.string().default(''),
  /** Of kind `visual`, and of no other. */
  edits: visualEdits.optional(),
  agent: id.optional(),
  retryOf: id.optional(),
  picks: picks.default([]),
  attachments: z.array(attachment).max(10).default([]),
});
export const reword = z.object({ prompt: z.string() });
/** The waiting build that it goes before; null for the end of the queue. */
export const move = z.object({ before: id.nullable() });
export const ask = z.object({ question: z.string(), picks: picks.default([]) });
export const answer = z.object({ answer: z.string().trim().min(1).max(8_000) });
export const turns = listOf(turn);

/** GET /api/sites/{id}/events: the site's part of the log, newest first, sealed text opened for those who may read it. */
export const loggedEvent = z
  .object({
    id: z.string(),
    position: z.int(),
    stream: z.string(),
    type: z.string(),
    version: z.int(),
    time: instant,
    actor: z.string(),
    by: person.nullable(),
    correlationId: z.string(),
    causationId: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'LoggedEvent' });
export const loggedEvents = listOf(loggedEvent);
