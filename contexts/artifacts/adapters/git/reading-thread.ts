import { parentPort, workerData } from 'node:worker_threads';
import { UnsafeArchive } from '../../src/index.ts';
import { GitImportFailed } from './git-import-failed.ts';
import type { Answered, Asked, Task, Told, Unanswered } from './messages.ts';
import { readRepository } from './read-repository.ts';

/** The thread's own side: it reads one repository, asking for bytes by messages, tells what became of it, and ends. */
const port = parentPort;
if (port === null) throw new Error('reading-thread.ts runs as a worker thread only');

const tell = (told: Told): void => port.postMessage(told);
const waiting = new Map<number, PromiseWithResolvers<Answered>>();
port.on('message', (message: Answered | Unanswered) => {
  const asked = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.type === 'answer') asked?.resolve(message);
  else asked?.reject(new Error('there was no answer'));
});
const ask = (request: Omit<Asked, 'type' | 'id'>): Promise<Answered> => {
  const id = waiting.size + 1;
  const answer = Promise.withResolvers<Answered>();
  waiting.set(id, answer);
  tell({ type: 'ask', id, ...request });
  return answer.promise;
};

try {
  tell({ type: 'done', ...(await readRepository(workerData as Task, ask)) });
} catch (raw) {
  if (raw instanceof GitImportFailed) tell({ type: 'failed', code: raw.code, message: raw.message });
  else if (raw instanceof UnsafeArchive)
    tell({ type: 'unsafe', code: raw.code, problem: raw.problem, entry: raw.entry });
  else
    tell({ type: 'failed', code: 'unreadable', message: 'The repository cannot be read. Upload its files as a zip.' });
}
port.close();
