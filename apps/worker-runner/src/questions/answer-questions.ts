import { ArtifactMissing, type ArtifactStore, digestOf, getBytes } from '@pagewright/artifacts';
import {
  actor,
  type Aggregates,
  commandDigest,
  commandId,
  isRefusal,
  type Running,
  type Sealer,
  type WorkItem,
  type WorkQueue,
  type WorkVerdict,
} from '@pagewright/kernel';
import {
  ASK_QUEUE,
  askWork,
  type OpenQuestion,
  type SiteCommand,
  siteDecider,
  siteStream,
  versionOf,
} from '@pagewright/sites';
import { picksIn } from '../builds/picks-in.ts';
import type { SiteCommands } from '../builds/site-commands.ts';
import { sealing } from '../builds/words.ts';
import { AnsweringFailed, answerInThread } from './answer-in-thread.ts';

export interface QuestionsOptions {
  readonly work: Pick<WorkQueue, 'consume'>;
  readonly aggregates: Pick<Aggregates, 'read'>;
  readonly commands: SiteCommands;
  readonly artifacts: ArtifactStore;
  readonly sealer: Sealer;
  readonly runnerId: string;
  readonly warn: (sentence: string) => void;
  readonly answer?: typeof answerInThread;
}

/** At the same time, in one process. */
const CONCURRENCY = 2;
/** Tries that may fail before a question is left without an answer. */
export const MAX_TRIES = 3;
/** Deliveries before it is, whatever they ended with: a runner that dies of a question says nothing of it. */
export const MAX_DELIVERIES = 20;

/** Answers questions from the queue, each from the version it was asked about; it holds no lock and makes nothing. */
export const answerQuestions = (options: QuestionsOptions): Promise<Running> =>
  options.work.consume(ASK_QUEUE, CONCURRENCY, (item) => onQuestion(options, item));

const DONE: WorkVerdict = { type: 'done' };

const onQuestion = async (options: QuestionsOptions, item: WorkItem): Promise<WorkVerdict> => {
  const body = askWork.safeParse(item.body);
  if (!body.success) return { type: 'dead', reason: `Not a question: ${body.error.message}` };
  const { site, question } = body.data;
  const { state } = await options.aggregates.read(siteStream(site), siteDecider);
  const asked = state.status === 'open' ? state.questions.find((open) => open.question === question) : undefined;
  if (state.status !== 'open' || !asked) return DONE;
  const now = new Date().toISOString();
  const fail = async (reason: 'attempts' | 'source-missing', why: string): Promise<WorkVerdict> => {
    options.warn(`Question ${question} of site ${site} has no answer: ${why}`);
    await send(options, asked, { type: 'FailQuestion', data: { site, now, question, reason } });
    return { type: 'dead', reason: why };
  };
  if (item.deliveries > MAX_DELIVERIES) return fail('attempts', `No runner ended one of ${MAX_DELIVERIES} tries`);
  const artifact = versionOf(state, asked.version)?.artifact;
  if (!artifact) return fail('source-missing', `There is no version ${asked.version}`);
  try {
    const text = await answered(options, asked, await getBytes(options.artifacts, digestOf(artifact.digest)));
    const sealed = await sealing(options.sealer, site)(text);
    await send(options, asked, { type: 'AnswerQuestion', data: { site, now, question, text: sealed } });
    return DONE;
  } catch (raw) {
    if (raw instanceof ArtifactMissing) return fail('source-missing', raw.message);
    if (!(raw instanceof AnsweringFailed)) throw raw;
    if (item.deliveries >= MAX_TRIES) return fail('attempts', raw.message);
    return { type: 'retry', delayMs: 1_000, reason: raw.message };
  }
};

const answered = async (
  { sealer, answer = answerInThread }: QuestionsOptions,
  { text, picks }: OpenQuestion,
  archive: Uint8Array,
): Promise<string> =>
  answer({
    archive,
    question: await sealer.open(text),
    picks: picks === null ? [] : picksIn(await sealer.open(picks)),
  });

type Ending = Extract<SiteCommand, { type: 'AnswerQuestion' | 'FailQuestion' }>;

/** A question has one end, whoever tells it and however often. */
const send = async (
  { commands, runnerId }: QuestionsOptions,
  { cause }: OpenQuestion,
  command: Ending,
): Promise<void> => {
  const { question, now } = command.data;
  const id = commandId('question', question, command.type);
  try {
    await commands(command, {
      commandId: id,
      commandDigest: commandDigest({ type: command.type, question }),
      actor: actor('runner', runnerId),
      correlationId: cause?.correlationId ?? id,
      causationId: cause?.causationId ?? id,
      now,
    });
  } catch (error) {
    // The site was deleted meanwhile: nobody waits for the answer any more.
    if (!isRefusal(error)) throw error;
  }
};
