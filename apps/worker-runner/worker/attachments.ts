import { digestOf, sha256 } from '@pagewright/artifacts';
import { placeAttachments } from '@pagewright/authoring';
import type { FileTree } from '@pagewright/kernel';
import type { WorkerJob } from '../protocol/wire.ts';
import type { RunnerClient } from './runner-client.ts';

/** A file that came with a request. */
export type Attached = WorkerJob['attachments'][number] & {
  readonly bytes: Uint8Array;
  /** Where it stands in the tree; null for what is only to be looked at. */
  readonly path: string | null;
};

/** The files of a job and the tree with those in it that are to become part of the site. */
export const attach = async (
  client: RunnerClient,
  { attachments }: WorkerJob,
  tree: FileTree,
): Promise<{ readonly tree: FileTree; readonly attached: readonly Attached[] }> => {
  const files = await Promise.all(
    attachments.map(async (file) => {
      const bytes = await client.attachment(file.digest);
      const found = sha256(bytes);
      if (found !== digestOf(file.digest)) throw new Error(`${file.name} came as ${found}, not ${file.digest}`);
      return { ...file, bytes };
    }),
  );
  const adding = files.filter(({ intent }) => intent === 'add');
  const placed = placeAttachments(tree, adding);
  const pathOf = new Map(adding.map((file, index) => [file, placed.paths[index] ?? null]));
  return { tree: placed.tree, attached: files.map((file) => ({ ...file, path: pathOf.get(file) ?? null })) };
};

/** What was added, in a sentence. */
export const addedInWords = (attached: readonly Attached[]): string => {
  const paths = attached.flatMap(({ path }) => (path === null ? [] : [`\`${path}\``]));
  return `Added ${paths.length === 1 ? paths[0] : `${paths.slice(0, -1).join(', ')} and ${paths.at(-1)}`}.`;
};
