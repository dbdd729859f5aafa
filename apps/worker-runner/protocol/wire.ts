import { BUILD_STEPS } from '@pagewright/kernel';
import { z } from 'zod';

/**
 * What passes between a runner and the worker it spawned. Both sides parse what they get; text is made well-formed
 * (a lone surrogate becomes U+FFFD), so that what is stored, sealed and shown is the same.
 */
export const LIMITS = {
  /** Bytes of a JSON body. */
  bodyBytes: 1024 * 1024,
  /** Nesting of a JSON body. */
  jsonDepth: 16,
  /** Parts of activity in one request, and of one attempt. */
  batchParts: 200,
  attemptParts: 5_000,
  /** Characters. */
  partText: 8_000,
  message: 8_000,
  line: 500,
  findings: 200,
  choices: 8,
  /** Archives that one attempt may put: its result, and what there was when it was stopped. */
  uploads: 3,
} as const;

const text = (max: number) =>
  z
    .string()
    .max(max)
    .transform((raw) => raw.toWellFormed());
const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const count = z.int().min(0);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const blob = z.strictObject({ digest, size: count });

const activityPart = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: text(LIMITS.partText) }),
  z.strictObject({ kind: z.literal('thinking'), text: text(LIMITS.partText) }),
  z.strictObject({
    kind: z.literal('step'),
    id,
    state: z.enum(['running', 'done', 'failed']),
    verb: text(60),
    text: text(LIMITS.line),
    path: text(LIMITS.line).exactOptional(),
    detail: text(LIMITS.partText).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('progress'),
    step: z.enum(BUILD_STEPS),
    percent: z.int().min(0).max(100),
    text: text(LIMITS.line),
  }),
]);

/** `first` is the number of the batch's first part within the attempt, from 0: a batch sent twice counts once. */
export const activityBatch = z.strictObject({
  first: count,
  parts: z.array(activityPart).min(1).max(LIMITS.batchParts),
});

const pastBuild = z.strictObject({
  build: id,
  prompt: z.string(),
  summary: z.string(),
  sourceVersion: z.int().min(1).nullable(),
  version: z.int().min(1).nullable(),
});

/** An element of a page that the person pointed at; offsets are UTF-16 code units in the file of the source. */
const pick = z.strictObject({ path: z.string(), start: count, end: count, tag: z.string(), text: z.string() });

/** A file that the person sent along, fetched by its digest: to be looked at, or to become part of the site. */
const attachment = z.strictObject({
  digest,
  size: count,
  name: z.string(),
  type: z.string(),
  intent: z.enum(['reference', 'add']),
});

const place = { path: z.string(), start: count, end: count, tag: z.string() };
const visualEdits = z.strictObject({
  edits: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ ...place, kind: z.literal('text'), text: z.string() }),
      z.strictObject({
        ...place,
        kind: z.literal('style'),
        property: z.enum(['color', 'background-color', 'font-size', 'padding', 'margin']),
        value: z.string(),
      }),
      z.strictObject({ ...place, kind: z.literal('image'), image: z.string() }),
    ]),
  ),
  seen: z.array(z.strictObject({ path: z.string(), text: z.string() })),
});

/** What a worker is asked to do. For an import the source is what a person uploaded, else the version to change. */
export const workerJob = z.strictObject({
  site: id,
  build: id,
  attempt: z.int().min(1),
  kind: z.enum(['prompt', 'visual', 'import']),
  agent: z.string().max(64),
  request: z.string(),
  clarifications: z.array(z.strictObject({ question: z.string(), answer: z.string() })),
  /** The site's last builds that ended, at most ten, the newest last: what a prompt may refer back to. */
  history: z.array(pastBuild).max(10),
  /** Of kind `visual`: what to carry out, and the pages as the person saw them. */
  edits: visualEdits.nullable(),
  source: blob,
  /** The files before the newest of them that made a version, for "undo that"; null if there is none. */
  previous: blob.nullable(),
  picks: z.array(pick).default([]),
  attachments: z.array(attachment).default([]),
});

export const finding = z.strictObject({
  rule: text(60),
  path: text(LIMITS.line),
  message: text(LIMITS.line),
});

/** How an attempt ended, in the worker's own words; accepted once. */
export const workerReport = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('changed'),
    artifact: blob,
    summary: text(LIMITS.message),
    agent: z.strictObject({
      name: z.string().max(64),
      model: text(LIMITS.line).nullable(),
      tokensIn: count,
      tokensOut: count,
      costUsd: z.number().min(0),
      steps: count,
    }),
  }),
  z.strictObject({
    type: z.literal('declined'),
    message: text(LIMITS.message),
    suggestions: z.array(text(LIMITS.line)).max(LIMITS.choices),
  }),
  z.strictObject({
    type: z.literal('asked'),
    question: text(LIMITS.message),
    choices: z.array(text(LIMITS.line)).max(LIMITS.choices),
  }),
  z.strictObject({
    type: z.literal('rejected'),
    reason: z.enum(['checks', 'unsafe-archive']),
    message: text(LIMITS.message),
    findings: z.array(finding).min(1).max(LIMITS.findings),
  }),
  z.strictObject({ type: z.literal('failed'), message: text(LIMITS.message) }),
  /** The answer to a stop: the files as they were then, if there are any. */
  z.strictObject({ type: z.literal('stopped'), partial: blob.nullable() }),
]);

/** One line of JSON on the worker's standard input: the only thing it is given. */
export const workerSeat = z.strictObject({
  runner: z.url(),
  token: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** Milliseconds without an answer from the runner after which the worker ends itself. */
  silence: z.int().min(1),
});

export type WorkerJob = Readonly<z.output<typeof workerJob>>;
export type WorkerReport = Readonly<z.output<typeof workerReport>>;
export type WorkerFinding = Readonly<z.output<typeof finding>>;
export type WorkerSeat = Readonly<z.output<typeof workerSeat>>;
export type AgentUse = Extract<WorkerReport, { type: 'changed' }>['agent'];
