import { defaultArchiveLimits, digestOf, packTree, sha256, UnsafeArchive, unpackArchive } from '@pagewright/artifacts';
import type { BuildStep, FileTree } from '@pagewright/kernel';
import { refusedBy } from '../protocol/verdict.ts';
import { LIMITS, type WorkerJob, type WorkerReport } from '../protocol/wire.ts';
import { ActivitySender, clip } from './activity-sender.ts';
import type { Agent, AgentResult } from './agents/agent.ts';
import { addedInWords, attach, type Attached } from './attachments.ts';
import type { RunnerClient } from './runner-client.ts';

export interface JobTools {
  readonly client: RunnerClient;
  readonly agents: readonly Agent[];
  /** Aborts when the build is to stop. */
  readonly stop: AbortSignal;
  /** Told which step runs, for those who ask the worker itself. */
  readonly onStep: (step: BuildStep) => void;
}

/** Does one job from beginning to end and reports it; what the report says is how it ended. */
export const doJob = async (tools: JobTools, job: WorkerJob): Promise<void> => {
  const { client, stop } = tools;
  const sender = new ActivitySender(client);
  const work: Work = { ...tools, job, sender, latest: undefined };
  let report: WorkerReport;
  try {
    report = await reportOf(work);
    if (!stop.aborted) await sender.flush();
  } catch (raw) {
    if (!stop.aborted) throw raw;
    report = { type: 'stopped', partial: null };
  }
  await client.report(stop.aborted ? await stopped(work) : report);
};

interface Work extends JobTools {
  readonly job: WorkerJob;
  readonly sender: ActivitySender;
  /** The files as they are now, once there are any. */
  latest: FileTree | undefined;
}

const reportOf = async (work: Work): Promise<WorkerReport> => {
  try {
    const source = await fetchSource(work);
    work.latest = source;
    const { job, client } = work;
    if (job.kind === 'import') return await deliver(work, source, undefined, imported(source));
    const { tree, attached } = await attach(client, job, source);
    work.latest = tree;
    tellAdded(work, attached);
    const result = await runAgent(work, tree, attached);
    switch (result.type) {
      case 'declined':
        // A file that was sent to be added is added, whatever becomes of the words beside it.
        if (attached.some(({ path }) => path !== null)) return await deliverFiles(work, tree, source, attached, result);
        return { ...result, message: clip(result.message, LIMITS.message), suggestions: clipAll(result.suggestions) };
      case 'asked':
        return { ...result, question: clip(result.question, LIMITS.message), choices: clipAll(result.choices) };
      case 'changed':
        return await deliver(work, result.tree, source, {
          summary: clip(result.summary, LIMITS.message),
          agent: { name: job.agent, ...result.use },
        });
    }
  } catch (raw) {
    if (raw instanceof UnsafeArchive) return unsafe(raw);
    if (raw instanceof AgentFault) return { type: 'failed', message: clip(raw.message, LIMITS.message) };
    throw raw;
  }
};

/** The agent broke; trying again would break it again. */
class AgentFault extends Error {
  override readonly name = 'AgentFault';
}

const fetchSource = async (work: Work): Promise<FileTree> => {
  const { job, client } = work;
  step(work, 'fetching', 0, 'Fetching the files');
  const archive = await client.source();
  const found = sha256(archive);
  if (found !== digestOf(job.source.digest)) throw new Error(`The source came as ${found}, not ${job.source.digest}`);
  step(work, 'fetching', 100, `Fetched ${plain(archive.length)}`);
  step(work, 'unpacking', 0, 'Unpacking the files');
  const tree = await unpackArchive(archive);
  step(work, 'unpacking', 100, `Unpacked ${files(tree.size)}`);
  return tree;
};

const fetchPrevious = async ({ job, client }: Work): Promise<FileTree | undefined> => {
  if (!job.previous) return undefined;
  const archive = await client.previous();
  const found = sha256(archive);
  if (found !== digestOf(job.previous.digest))
    throw new Error(`The version before came as ${found}, not ${job.previous.digest}`);
  return unpackArchive(archive);
};

const runAgent = async (work: Work, tree: FileTree, attachments: readonly Attached[]): Promise<AgentResult> => {
  const { job, agents, sender, stop } = work;
  const agent = agents.find(({ name }) => name === job.agent);
  if (!agent) throw new AgentFault(`This worker has no agent named "${job.agent}".`);
  step(work, 'executing', 0, 'Working on your request');
  const { request, clarifications, edits, history, picks } = job;
  const previous = (): Promise<FileTree | undefined> => fetchPrevious(work);
  const news = agent.work({
    request,
    clarifications,
    edits,
    tree,
    picks,
    attachments,
    history,
    previous,
    signal: stop,
  });
  try {
    for (;;) {
      const next = await news.next();
      if (stop.aborted) throw stop.reason;
      if (next.done) {
        step(work, 'executing', 100, 'The agent is done');
        return next.value;
      }
      if (next.value.type === 'part') sender.say(next.value.part);
      else work.latest = next.value.tree;
    }
  } catch (raw) {
    if (stop.aborted) throw raw;
    throw new AgentFault(`The agent ${agent.name} broke: ${raw instanceof Error ? raw.message : String(raw)}`, {
      cause: raw,
    });
  }
};

const tellAdded = ({ sender }: Work, attached: readonly Attached[]): void => {
  attached.forEach(({ name, path }, index) => {
    const id = `attachment-${index + 1}`;
    if (path === null) sender.say({ kind: 'step', id, state: 'done', verb: 'Read', text: `Read ${clip(name, 200)}` });
    else sender.say({ kind: 'step', id, state: 'done', verb: 'Added', text: `Added ${path}`, path });
  });
};

const deliverFiles = async (
  work: Work,
  tree: FileTree,
  source: FileTree,
  attached: readonly Attached[],
  { message }: Extract<AgentResult, { type: 'declined' }>,
): Promise<WorkerReport> => {
  work.sender.say({ kind: 'text', text: clip(message, LIMITS.partText) });
  return deliver(work, tree, source, {
    summary: clip(addedInWords(attached), LIMITS.message),
    agent: { name: work.job.agent, model: null, tokensIn: 0, tokensOut: 0, costUsd: 0, steps: attached.length },
  });
};

type About = Pick<Extract<WorkerReport, { type: 'changed' }>, 'summary' | 'agent'>;

const deliver = async (
  work: Work,
  tree: FileTree,
  before: FileTree | undefined,
  about: About,
): Promise<WorkerReport> => {
  work.latest = tree;
  step(work, 'checking', 0, 'Checking the result');
  const findings = refusedBy(tree, before);
  const [first] = findings;
  if (first) {
    step(work, 'checking', 100, findings.length === 1 ? 'One thing is wrong' : `${findings.length} things are wrong`);
    return { type: 'rejected', reason: 'checks', message: first.message, findings: [...findings] };
  }
  step(work, 'checking', 100, 'The checks passed');
  const artifact = await upload(work, tree);
  return { type: 'changed', artifact, ...about };
};

const upload = async (work: Work, tree: FileTree): Promise<{ digest: string; size: number }> => {
  step(work, 'packing', 0, 'Packing the files');
  const archive = new Uint8Array(await packTree(tree));
  if (archive.length > defaultArchiveLimits.maxCompressedBytes) {
    throw new UnsafeArchive('too-large', `has more than ${defaultArchiveLimits.maxCompressedBytes} bytes`);
  }
  step(work, 'packing', 100, `Packed ${plain(archive.length)}`);
  step(work, 'uploading', 0, 'Storing the result');
  const digest = sha256(archive);
  await work.client.archive(digest, archive);
  step(work, 'uploading', 100, 'Stored the result');
  return { digest, size: archive.length };
};

/** What there is goes with the answer to a stop, if there is anything and the runner still takes it. */
const stopped = async ({ latest, client }: Work): Promise<WorkerReport> => {
  if (!latest) return { type: 'stopped', partial: null };
  const archive = new Uint8Array(await packTree(latest));
  const digest = sha256(archive);
  await client.archive(digest, archive);
  return { type: 'stopped', partial: { digest, size: archive.length } };
};

const step = (work: Work, name: BuildStep, percent: number, text: string): void => {
  if (work.stop.aborted) throw work.stop.reason;
  work.onStep(name);
  work.sender.say({ kind: 'progress', step: name, percent, text });
};

const imported = (tree: FileTree): About => ({
  summary: `Brought in ${files(tree.size)}.`,
  agent: { name: 'import', model: null, tokensIn: 0, tokensOut: 0, costUsd: 0, steps: 0 },
});

const unsafe = ({ code, entry, message }: UnsafeArchive): WorkerReport => ({
  type: 'rejected',
  reason: 'unsafe-archive',
  message: clip(message, LIMITS.message),
  findings: [{ rule: code, path: clip(entry ?? '', LIMITS.line), message: clip(message, LIMITS.line) }],
});

const clipAll = (lines: readonly string[]): string[] =>
  lines.slice(0, LIMITS.choices).map((line) => clip(line, LIMITS.line));

const files = (count: number): string => (count === 1 ? '1 file' : `${count} files`);

const plain = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
