// The rule is for windows; the thread's port has no origin.
/* oxlint-disable unicorn/require-post-message-target-origin */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { OutboundHttp } from '@pagewright/kernel';
import { collectBytes, stripSingleTopFolder, UnsafeArchive, type Upload } from '../../src/index.ts';
import { GitImportFailed } from './git-import-failed.ts';
import type { Answered, Asked, Task, Told, Unanswered } from './messages.ts';

export interface GitImport extends Upload {
  /** Hex id of the commit that was taken. */
  readonly commit: string;
}

export interface GitProgress {
  readonly step: 'connecting' | 'receiving' | 'reading';
  /** Bytes received so far. */
  readonly bytes: number;
}

export interface GitImportOptions {
  readonly http: OutboundHttp;
  /** A branch or a tag; the repository's own branch unless told. */
  readonly ref?: string;
  /** Only what lies below it, without it. */
  readonly folder?: string;
  /** Sent to the repository as a password; kept nowhere. */
  readonly token?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: GitProgress) => void;
  /** For all of it, in milliseconds; 60 s unless told. */
  readonly timeoutMs?: number;
  /** Of one answer of the repository; 200 MiB unless told. */
  readonly maxBytes?: number;
}

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 200 * 1024 * 1024;
/** Of the thread's objects; the pack itself lies outside of them. */
const HEAP_MB = 512;

/**
 * Takes the files of one commit, without its history, submodules and LFS. The repository is read in a thread of its own,
 * which is ended when it takes too long: unpacking what a stranger sent must not keep anybody waiting. The thread has no
 * network; what it asks for goes through the guarded port.
 * @throws GitImportFailed; UnsafeArchive for a tree that no site may have; OutboundFailed where nothing answered.
 */
export const importGit = async (url: string, options: GitImportOptions): Promise<GitImport> => {
  const { ref, folder, token, timeoutMs = TIMEOUT_MS } = options;
  assertWebAddress(url);
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  const work = await mkdtemp(join(tmpdir(), 'pagewright-git-'));
  const task: Task = { url, ref, folder, token, work };
  const thread = new Worker(new URL('./reading-thread.ts', import.meta.url), {
    workerData: task,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  try {
    return await conversation(thread, options, signal);
  } catch (raw) {
    if (!deadline.aborted) throw raw;
    const seconds = Math.round(timeoutMs / 1000);
    throw new GitImportFailed(
      'timeout',
      `The repository was not read within ${seconds} s. Try again, or upload its files as a zip.`,
      { cause: raw },
    );
  } finally {
    await thread.terminate();
    await rm(work, { recursive: true, force: true });
  }
};

const assertWebAddress = (url: string): void => {
  const parsed = URL.parse(url);
  const isWeb = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
  if (isWeb && parsed.username === '' && parsed.password === '') return;
  if (isWeb) {
    throw new GitImportFailed(
      'password-in-address',
      'The address has a name or password in it. Leave them out and give a token in its own field.',
    );
  }
  throw new GitImportFailed(
    'not-a-repository',
    'Write the address of the repository as it begins with https, such as https://github.com/ada/site.git.',
  );
};

const conversation = (thread: Worker, options: GitImportOptions, signal: AbortSignal): Promise<GitImport> =>
  new Promise((resolve, reject) => {
    // What the thread says of a request that failed is only that it failed.
    let failure: unknown;
    const giveUp = (): void => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    thread.on('error', (cause) =>
      reject(new GitImportFailed('unreadable', 'The repository cannot be read. Upload its files as a zip.', { cause })),
    );
    thread.on('exit', () => reject(new GitImportFailed('unreadable', 'The repository could not be read to its end.')));
    thread.on('message', (told: Told) => {
      if (told.type === 'done') return resolve(importOf(told));
      if (told.type === 'ask') {
        void answerOf(told, options, signal).then(
          (answer) => thread.postMessage(answer),
          (raw: unknown) => {
            failure = raw;
            thread.postMessage({ type: 'no-answer', id: told.id } satisfies Unanswered);
          },
        );
        return;
      }
      if (failure !== undefined) return reject(failure);
      if (told.type === 'failed') return reject(new GitImportFailed(told.code, told.message));
      reject(new UnsafeArchive(told.code, told.problem, told.entry === undefined ? {} : { entry: told.entry }));
    });
  });

const importOf = ({ files, ignored, commit }: Extract<Told, { type: 'done' }>): GitImport => ({
  ...stripSingleTopFolder(new Map(files)),
  ignored,
  commit,
});

const answerOf = async (asked: Asked, options: GitImportOptions, signal: AbortSignal): Promise<Answered> => {
  const { http, onProgress, maxBytes = MAX_BYTES } = options;
  const isPack = asked.method === 'POST';
  onProgress?.({ step: isPack ? 'receiving' : 'connecting', bytes: 0 });
  const answer = await http.request({
    url: asked.url,
    method: isPack ? 'POST' : 'GET',
    headers: asked.headers,
    ...(asked.body ? { body: asked.body } : {}),
    secure: true,
    maxBytes,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    signal,
  });
  const { status, statusText, url, headers } = answer;
  const body = await collectBytes(isPack ? counted(answer.body, onProgress) : answer.body);
  if (isPack) onProgress?.({ step: 'reading', bytes: body.length });
  return { type: 'answer', id: asked.id, url, status, statusText, headers, body };
};

async function* counted(
  body: AsyncIterable<Uint8Array>,
  onProgress: GitImportOptions['onProgress'],
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    onProgress?.({ step: 'receiving', bytes });
    yield chunk;
  }
}
