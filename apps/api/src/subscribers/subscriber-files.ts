import { link, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The subscribers that the broker takes, a file for each in the folder that its configuration is made from: whoever
 * starts the broker watches it. Each change is one of the file system's, so that two commands at once do not lose one.
 */
export const subscriberFiles = (folder: string) => {
  const fileOf = (name: string): string => join(folder, `${name}.json`);
  /** Written beside, to be put into place whole. */
  const drafted = async <Answer>(
    { name, passwordHash }: { name: string; passwordHash: string },
    place: (draft: string, file: string) => Promise<Answer>,
  ): Promise<Answer> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `${name}.${process.pid}.new`);
    await writeFile(draft, `${JSON.stringify({ passwordHash })}\n`, { mode: 0o600 });
    try {
      return await place(draft, fileOf(name));
    } finally {
      await rm(draft, { force: true });
    }
  };
  return {
    has: async (name: string): Promise<boolean> =>
      stat(fileOf(name)).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return false;
          throw error;
        },
      ),
    add: (subscriber: { name: string; passwordHash: string }): Promise<'added' | 'name-taken'> =>
      drafted(subscriber, async (draft, file) => {
        try {
          await link(draft, file);
          return 'added';
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'name-taken';
          throw error;
        }
      }),
    replace: (subscriber: { name: string; passwordHash: string }): Promise<void> => drafted(subscriber, rename),
    remove: (name: string): Promise<void> => rm(fileOf(name), { force: true }),
  };
};
