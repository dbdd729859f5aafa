import type { SiteCommand } from '../commands/site-commands.ts';
import { buildStateOf, headNumber } from '../domain/queries.ts';
import type { ExistingSite, Site } from '../domain/site.ts';
import {
  ada,
  attempt,
  blob,
  bob,
  buildId,
  counts,
  digest,
  outcome,
  questionId,
  sealed,
  token,
  us,
  version,
} from './index.ts';

/** One step of a random story. An honest one asks for what is possible now; else the numbers are taken as they fall. */
export interface Move {
  readonly name: MoveName;
  readonly honest: boolean;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** The command of a move in this state; `before` are the commands of the story so far, for those that come again. */
export const commandOf = (move: Move, site: Site, before: readonly SiteCommand[]): SiteCommand => {
  if (site.status === 'none') return create;
  if (move.name === 'replay') return before.filter(isReport).at(-1 - move.a) ?? create;
  return moves[move.name](move, site);
};

export const isReport = ({ type }: SiteCommand): boolean => reports.includes(type);

/** What a new holder of the lock asks for. */
export const startNext = (fencingToken: number, maxAttempts: number): SiteCommand => ({
  type: 'StartNextBuild',
  data: {
    ...us,
    runnerId: 'runner-1',
    fencingToken: token(Math.max(1, fencingToken)),
    maxAttempts,
    failureMessage: null,
  },
});

const reports: readonly SiteCommand['type'][] = [
  'CompleteBuild',
  'DeclineBuild',
  'RejectBuild',
  'FailBuild',
  'AskClarification',
  'ConfirmCancelled',
];

const create: SiteCommand = {
  type: 'CreateSite',
  data: {
    ...us,
    by: ada,
    name: 'Docs',
    fqdn: 'docs.localhost',
    key: 'abcdefghijklmnop',
    source: { type: 'upload', archive: blob('upload') },
    importBuild: buildId('import'),
  },
};

const personOf = ({ a }: Move) => ({ ...us, by: a % 2 === 0 ? ada : bob });

const reportOf = ({ honest, a, b, c }: Move, { running, ended, lastToken }: ExistingSite) => {
  const of =
    running && honest
      ? attempt(running.build, running.attempt, running.fencingToken)
      : attempt(ended.at(-1 - a)?.build ?? running?.build ?? `b${a}`, 1 + (b % 3), Math.max(1, lastToken - c));
  return { ...us, ...of, activity: null };
};

const restoredTree = ({ honest }: Move, { running, versions }: ExistingSite) =>
  honest && running?.kind === 'restore' && running.version !== null ? versions[running.version - 1]?.tree : undefined;

const settingMoves = {
  create: () => create,
  rename: (move) => ({ type: 'RenameSite', data: { ...personOf(move), name: `Docs ${move.a}` } }),
  disable: (move) => ({ type: 'DisableSite', data: personOf(move) }),
  enable: (move) => ({ type: 'EnableSite', data: personOf(move) }),
  lock: (move) => ({ type: 'LockLive', data: { ...personOf(move), reason: null } }),
  unlock: (move) => ({ type: 'UnlockLive', data: personOf(move) }),
  // A deleted site has no more story, so most of them live on.
  delete: (move) => ({ type: move.a === 0 ? 'DeleteSite' : 'EnableSite', data: personOf(move) }),
} satisfies Record<string, (move: Move, site: ExistingSite) => SiteCommand>;

const ALONE = { picks: null, attachments: [] };

const askingMoves = {
  request: ({ honest, a, b }, site) => {
    const fresh = `b${site.ended.length}-${site.waiting.length}-${a}`;
    const build = honest && !buildStateOf(site, buildId(fresh)) ? fresh : `b${a}`;
    const retryOf = b > 5 ? buildId(`b${a}`) : null;
    const what = {
      build: buildId(build),
      kind: 'prompt' as const,
      agent: 'builtin',
      prompt: sealed(build),
      edits: null,
      retryOf,
      ...ALONE,
    };
    return { type: 'RequestBuild', data: { ...us, by: ada, ...what } };
  },
  again: ({ a, b }, site) => {
    const retryOf = site.ended.at(-1 - (a % 3))?.build ?? buildId('b0');
    return { type: 'RequestBuildAgain', data: { ...us, build: buildId(`again-${b}`), retryOf } };
  },
  restore: (move, site) => {
    const { honest, a, b } = move;
    const made = { onHead: headNumber(site) ?? version(1), manifest: { digest: digest('m') }, counts };
    const of = { build: buildId(`r${b}${a}`), version: version(honest ? 1 : a), summary: sealed('again') };
    return { type: 'RestoreVersion', data: { ...personOf(move), ...of, made: b % 2 === 0 ? made : null } };
  },
  reword: (move, { waiting }) => {
    const build = move.honest ? waiting[move.a % Math.max(1, waiting.length)]?.build : undefined;
    return {
      type: 'RewordBuild',
      data: { ...personOf(move), build: build ?? buildId(`b${move.a}`), prompt: sealed('x') },
    };
  },
  move: (move, { waiting }) => {
    const at = (place: number) => waiting[place % Math.max(1, waiting.length)]?.build ?? buildId(`b${place}`);
    const before = move.c % 3 === 0 ? null : at(move.b);
    return { type: 'MoveBuild', data: { ...personOf(move), build: at(move.a), before } };
  },
  question: (move) => ({
    type: 'AskQuestion',
    data: { ...personOf(move), question: questionId(`q${move.a}`), text: sealed('what?'), picks: null },
  }),
  undo: (move, site) => {
    const { honest, a, b, c } = move;
    const undoes = (honest ? site.versions.at(-1 - (a % 3))?.build : undefined) ?? buildId(`b${a}`);
    const made = { onHead: headNumber(site) ?? version(1), ...outcome(`u${c}`) };
    const of = { build: buildId(`u${b}${a}`), undoes, choices: null };
    return { type: 'UndoBuild', data: { ...personOf(move), ...of, made: b % 2 === 0 ? made : null } };
  },
  clarify: ({ a }, { clarifying }) => {
    const build = clarifying[0]?.build ?? buildId(`b${a}`);
    return { type: 'ClarifyBuild', data: { ...us, by: ada, build, answer: sealed('that') } };
  },
  expire: ({ honest, a, b }, { clarifying }) => {
    const asked = honest ? clarifying[0] : undefined;
    const build = asked?.build ?? buildId(`b${a}`);
    return { type: 'ExpireClarification', data: { ...us, build, attempt: asked?.attempt ?? 1 + b } };
  },
  cancel: (move, { running, waiting, clarifying }) => {
    const open = [...(running ? [running] : []), ...waiting, ...clarifying];
    const build = move.honest ? open[move.a % Math.max(1, open.length)]?.build : undefined;
    return { type: 'CancelBuild', data: { ...personOf(move), build: build ?? buildId(`b${move.a}`) } };
  },
  mark: (move, site) => {
    const { honest, a, b } = move;
    const of = version(honest ? 1 + (a % Math.max(1, site.versions.length)) : a);
    const types = ['StarVersion', 'UnstarVersion', 'PinVersion', 'UnpinVersion', 'DeleteVersion'] as const;
    const type = types[b % types.length] ?? 'StarVersion';
    return { type, data: { ...personOf(move), version: of } };
  },
  note: (move) => {
    const note = move.b % 2 === 0 ? sealed('because') : null;
    return { type: 'NoteVersion', data: { ...personOf(move), version: version(1 + (move.a % 3)), note } };
  },
  promote: (move, site) => {
    const { honest, a, b } = move;
    const to = honest ? 1 + (a % Math.max(1, site.versions.length)) : a;
    const target = b % 2 === 0 ? ('live' as const) : ('preview' as const);
    const moved = { version: version(to), target, reason: b > 4 ? sealed('because') : null };
    const seen = honest ? {} : { expectedCurrent: b };
    return { type: 'PromoteVersion', data: { ...personOf(move), ...moved, ...seen } };
  },
} satisfies Record<string, (move: Move, site: ExistingSite) => SiteCommand>;

const runnerMoves = {
  reply: ({ honest, a }, { questions }) => {
    const question = (honest ? questions[0]?.question : undefined) ?? questionId(`q${a}`);
    return { type: 'AnswerQuestion', data: { ...us, question, text: sealed('that') } };
  },
  drop: ({ a }) => ({ type: 'FailQuestion', data: { ...us, question: questionId(`q${a}`), reason: 'attempts' } }),
  start: ({ honest, a, b }, { lastToken }) => startNext(honest ? lastToken + (a % 2) : a, 1 + (b % 3)),
  complete: (move, site) => {
    const made = outcome(`t${move.c}`);
    const tree = restoredTree(move, site) ?? made.tree;
    return { type: 'CompleteBuild', data: { ...reportOf(move, site), ...made, tree } };
  },
  decline: (move, site) => {
    const said = { message: sealed('no'), suggestions: [sealed('maybe')] };
    return { type: 'DeclineBuild', data: { ...reportOf(move, site), ...said } };
  },
  reject: (move, site) => {
    const found = { findings: { digest: digest('findings'), count: 1 }, message: sealed('broken') };
    return { type: 'RejectBuild', data: { ...reportOf(move, site), reason: 'checks', ...found } };
  },
  fail: (move, site) => ({ type: 'FailBuild', data: { ...reportOf(move, site), reason: 'agent', message: null } }),
  ask: (move, site) => {
    const asked = { question: sealed('which?'), choices: [] };
    return { type: 'AskClarification', data: { ...reportOf(move, site), ...asked } };
  },
  check: ({ honest, a, b }, { versions }) => {
    const looked = honest ? versions[a % Math.max(1, versions.length)] : undefined;
    const seen = {
      checks: null,
      screenshots: [],
      thumbnail: null,
      state: 'unavailable' as const,
      reason: 'no browser',
    };
    const of = { version: looked?.version ?? version(1 + a), digest: looked?.tree ?? digest(`t${b}`), run: 1 + b };
    return { type: 'RecordCheck', data: { ...us, ...of, ...seen } };
  },
  confirm: (move, site) => {
    const partial = move.b > 3 ? blob('partial') : null;
    return { type: 'ConfirmCancelled', data: { ...reportOf(move, site), partial } };
  },
} satisfies Record<string, (move: Move, site: ExistingSite) => SiteCommand>;

const moves = { ...settingMoves, ...askingMoves, ...runnerMoves };
export type MoveName = keyof typeof moves | 'replay';

const often: readonly MoveName[] = ['request', 'start', 'start', 'complete', 'complete', 'ask', 'clarify', 'promote'];
/** Every move, those that lead somewhere more often than the others. */
export const moveNames: readonly MoveName[] = [
  ...(Object.keys(moves) as MoveName[]),
  ...often,
  ...often,
  'confirm',
  'cancel',
  'mark',
  'mark',
  'replay',
  'replay',
];
