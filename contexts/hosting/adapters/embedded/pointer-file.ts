import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Digest } from '@pagewright/artifacts';
import { z } from 'zod';
import { isMissing, replaceFile, syncFolder } from './durable-files.ts';

const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((text) => text as Digest);
const version = z.object({ version: z.int().min(1), digest, artifact: digest });
const pointer = version
  .extend({
    /** Of the pointer event: what comes with a lower one is skipped. */
    position: z.int().min(1),
    /** What was served before, and until when (milliseconds since 1970) its assets are still found. */
    previous: z.array(version.extend({ until: z.number() })),
  })
  .nullable();

const schema = z.object({
  site: z.string(),
  fqdn: z.string(),
  key: z.string(),
  serving: z.enum(['enabled', 'disabled']),
  live: pointer,
  preview: pointer,
});

/** What a host serves of one site, so that it can go on with it at once after a restart. */
export type PointerFile = z.infer<typeof schema>;
export type StoredPointer = NonNullable<PointerFile['live']>;

/** Undefined when there is none, or none that can be read: the log says everything again. */
export const readPointerFile = async (path: string): Promise<PointerFile | undefined> => {
  try {
    return schema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Durable when it resolves. */
export const writePointerFile = async (path: string, content: PointerFile): Promise<void> => {
  const made = await mkdir(dirname(path), { recursive: true });
  if (made) await syncFolder(dirname(made));
  await replaceFile(path, `${JSON.stringify(content, null, 2)}\n`);
};
