import type { Sealed } from '@pagewright/kernel';
import type { SiteEvent, SiteEventOf, SiteEventType } from '../events/site-events.ts';
import type { AccountRef, BuildId, QuestionId, Sha256, SiteId, Token, VersionNumber } from '../events/words.ts';

/** A site's history and commands for specs: every builder makes whole, valid data of the site `docs` of ada. */
export const site = 'docs' as SiteId;
export const ada = 'ada' as AccountRef;
export const bob = 'bob' as AccountRef;
export const now = '2026-03-01T12:00:00.000Z';

export const questionId = (text: string): QuestionId => text as QuestionId;
export const buildId = (text: string): BuildId => text as BuildId;
export const version = (number: number): VersionNumber => number as VersionNumber;
export const token = (number: number): Token => number as Token;
export const sealed = (text: string): Sealed => ({ sealed: text, key: 'site-docs' });
/** A digest that is told apart by its name. */
export const digest = (name: string): Sha256 =>
  Array.from(name, (letter) => (letter.codePointAt(0) ?? 0).toString(16))
    .join('')
    .padEnd(64, '0')
    .slice(0, 64) as Sha256;
export const blob = (name: string) => ({ digest: digest(name), size: 1_000 });

export const counts = { files: 3, bytes: 900, created: 0, modified: 1, deleted: 0, added: 2, removed: 1 };
/** What an agent made: the tree of this name. */
export const outcome = (tree: string) => ({
  tree: digest(tree),
  artifact: blob(`${tree}.tar.gz`),
  manifest: { digest: digest(`${tree}.json`) },
  counts,
  summary: sealed(`made ${tree}`),
});

type EventRest<Type extends SiteEventType> = Omit<SiteEventOf<Type>['data'], 'site' | 'at'>;

const about = { site, at: now };
/** Begins the data of every command: `{ ...us, by: ada, … }`. */
export const us = { site, now };

export const created: SiteEvent = {
  type: 'SiteCreated',
  data: {
    ...about,
    owner: ada,
    name: 'Docs',
    fqdn: 'docs.localhost',
    key: 'abcdefghijklmnop',
    source: { type: 'starter', starter: 'clean-blog', archive: blob('starter') },
  },
};

export const requested = (build: string, more: Partial<EventRest<'BuildRequested'>> = {}): SiteEvent => ({
  type: 'BuildRequested',
  data: {
    ...about,
    build: buildId(build),
    kind: 'prompt',
    by: ada,
    agent: 'builtin',
    prompt: sealed(`do ${build}`),
    source: null,
    version: null,
    edits: null,
    choices: null,
    front: false,
    retryOf: null,
    picks: null,
    attachments: [],
    ...more,
  },
});

export const importRequested = requested('import', {
  kind: 'import',
  agent: 'pagewright',
  prompt: null,
  source: blob('starter'),
});

/** Identifies an attempt in events and reports alike. */
export const attempt = (build: string, number: number, fencingToken: number) => ({
  build: buildId(build),
  attempt: number,
  fencingToken: token(fencingToken),
});

export const started = (build: string, number: number, fencingToken: number, source: number | null): SiteEvent => ({
  type: 'BuildStarted',
  data: {
    ...about,
    ...attempt(build, number, fencingToken),
    runnerId: 'runner-1',
    sourceVersion: source === null ? null : version(source),
  },
});

/** The version of a number with the tree of a name, on the one before it. */
export const succeeded = (
  build: string,
  number: number,
  fencingToken: number,
  made: number,
  tree: string,
): SiteEvent => ({
  type: 'BuildSucceeded',
  data: {
    ...about,
    ...attempt(build, number, fencingToken),
    version: version(made),
    parent: made === 1 ? null : version(made - 1),
    ...outcome(tree),
    activity: null,
  },
});

export const failed = (
  build: string,
  number: number,
  fencingToken: number | null,
  reason: EventRest<'BuildFailed'>['reason'],
  message: Sealed | null = null,
): SiteEvent => ({
  type: 'BuildFailed',
  data: {
    ...about,
    build: buildId(build),
    attempt: number,
    fencingToken: fencingToken === null ? null : token(fencingToken),
    reason,
    message,
    activity: null,
  },
});

export const asked = (build: string, number: number, fencingToken: number): SiteEvent => ({
  type: 'BuildClarificationAsked',
  data: {
    ...about,
    ...attempt(build, number, fencingToken),
    question: sealed('which one?'),
    choices: [sealed('this'), sealed('that')],
    activity: null,
  },
});

export const clarified = (build: string): SiteEvent => ({
  type: 'BuildClarified',
  data: { ...about, build: buildId(build), by: ada, answer: sealed('that') },
});

export const stopRequested = (build: string, by: AccountRef = ada): SiteEvent => ({
  type: 'BuildStopRequested',
  data: { ...about, build: buildId(build), by },
});

export const cancelled = (build: string, number: number, by: AccountRef = ada): SiteEvent => ({
  type: 'BuildCancelled',
  data: { ...about, build: buildId(build), by, attempt: number, partial: null, activity: null },
});

export const promoted = (
  to: number,
  tree: string,
  target: 'live' | 'preview',
  previous: number | null,
  by: AccountRef = ada,
): SiteEvent => ({
  type: 'VersionPromoted',
  data: {
    ...about,
    version: version(to),
    digest: digest(tree),
    target,
    previous: previous === null ? null : version(previous),
    by,
    reason: null,
  },
});

export const questionAsked = (question: string, head = 1): SiteEvent => ({
  type: 'QuestionAsked',
  data: {
    ...about,
    question: questionId(question),
    by: ada,
    text: sealed(`what of ${question}?`),
    picks: null,
    version: version(head),
  },
});

export const questionAnswered = (question: string): SiteEvent => ({
  type: 'QuestionAnswered',
  data: { ...about, question: questionId(question), text: sealed(`so much of ${question}`) },
});

export const reworded = (build: string, words: string): SiteEvent => ({
  type: 'BuildReworded',
  data: { ...about, build: buildId(build), by: ada, prompt: sealed(words) },
});

export const moved = (build: string, before: string | null): SiteEvent => ({
  type: 'BuildMoved',
  data: { ...about, build: buildId(build), by: ada, before: before === null ? null : buildId(before) },
});

export const deleted: SiteEvent = { type: 'SiteDeleted', data: { ...about, by: ada } };
export const disabled: SiteEvent = { type: 'SiteDisabled', data: { ...about, by: ada } };
export const enabled: SiteEvent = { type: 'SiteEnabled', data: { ...about, by: ada } };
export const liveLocked: SiteEvent = { type: 'SiteLiveLocked', data: { ...about, by: bob, reason: sealed('sale') } };
export const liveUnlocked: SiteEvent = { type: 'SiteLiveUnlocked', data: { ...about, by: ada } };
export const renamed = (name: string): SiteEvent => ({ type: 'SiteRenamed', data: { ...about, name, by: ada } });

/** A site whose import made version 1 with the tree `first`, under token 10. */
export const imported: readonly SiteEvent[] = [
  created,
  importRequested,
  started('import', 1, 10, null),
  succeeded('import', 1, 10, 1, 'first'),
];

export const checked = (number: number, tree: string, more: Partial<EventRest<'VersionChecked'>> = {}): SiteEvent => ({
  type: 'VersionChecked',
  data: {
    ...about,
    version: version(number),
    digest: digest(tree),
    run: 1,
    state: 'passed',
    reason: null,
    checks: { digest: digest(`${tree}-checks`), count: 0 },
    screenshots: [],
    thumbnail: blob(`${tree}.webp`),
    ...more,
  },
});
