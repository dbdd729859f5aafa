import { compareTrees } from '@pagewright/authoring';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { createTwoFilesPatch } from 'diff';
import { readFile } from 'node:fs/promises';
import type { EvalRequest } from '../requests.ts';
import { readFolder } from '../site-files.ts';
import { Conversation } from './conversation.ts';

/** Plays anybody's requests on anybody's site and says what became of each; every request begins on the site as given. */
export async function* showAll(folder: string, requestsFile: string): AsyncGenerator<string> {
  const tree = await readFolder(folder);
  for (const { say, answer } of await readPlainRequests(requestsFile)) {
    const conversation = new Conversation(tree);
    for (const message of say) {
      const before = conversation.tree;
      const { outcome, questions } = conversation.say(message, answer);
      yield `> ${message}`;
      for (const question of questions) yield `? ${question}\n> ${answer ?? ''}`;
      if (outcome.type === 'asked') yield `? ${outcome.question}\n  ${outcome.choices.join('\n  ')}`;
      if (outcome.type === 'declined') yield `declined: ${outcome.message}`;
      if (outcome.type === 'changed') yield `changed: ${outcome.summary}\n${patch(before, outcome.tree)}`;
      yield '';
    }
  }
}

/** A file of the evaluation's format, a JSON list of sentences, or one request per line. */
const readPlainRequests = async (path: string): Promise<readonly Pick<EvalRequest, 'say' | 'answer'>[]> => {
  const text = await readFile(path, 'utf8');
  if (!/\.json$/i.test(path))
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => ({ say: [line.trim()] }));
  const parsed = JSON.parse(text) as unknown;
  const requests = Array.isArray(parsed) ? parsed : (parsed as { requests: unknown[] }).requests;
  return requests.map((one) => (typeof one === 'string' ? { say: [one] } : (one as EvalRequest)));
};

const patch = (before: FileTree, after: FileTree): string =>
  compareTrees(before, after)
    .map(({ path }) =>
      createTwoFilesPatch(path, path, text(before.get(path)), text(after.get(path)), '', '', { context: 1 }),
    )
    .join('\n');

const text = (bytes: Uint8Array | undefined): string => (bytes === undefined ? '' : new TextDecoder().decode(bytes));
