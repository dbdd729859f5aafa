import { execFile } from 'node:child_process';
import { access, chown } from 'node:fs/promises';
import { promisify } from 'node:util';

const HOME = '/usr/lib/postgresql/15/bin';
const run = promisify(execFile);

/** Whom the server runs as: PostgreSQL refuses root, so then the account that Debian made for it. */
export interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** The path of one of PostgreSQL 15's programs; throws a sentence where it is not installed. */
export const postgresProgram = async (name: 'initdb' | 'postgres'): Promise<string> => {
  const path = `${HOME}/${name}`;
  await access(path).catch((cause: unknown) => {
    throw new Error(`PostgreSQL 15 is needed at ${HOME}: apt-get install postgresql-15`, { cause });
  });
  return path;
};

export const postgresOwner = async (): Promise<Owner> => {
  if (process.getuid?.() !== 0) return {};
  const { stdout } = await run('getent', ['passwd', 'postgres']);
  const [, , uid, gid] = stdout.split(':').map(Number);
  if (!uid || !gid) throw new Error('The account postgres, which PostgreSQL runs as, does not exist');
  return { uid, gid };
};

/** Makes an empty cluster in the folder, which goes over to the owner. */
export const makeCluster = async (folder: string, data: string, passwordFile: string, owner: Owner): Promise<void> => {
  if (owner.uid !== undefined && owner.gid !== undefined) {
    for (const path of [folder, passwordFile]) await chown(path, owner.uid, owner.gid);
  }
  const options = ['--no-sync', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'scram-sha-256'];
  await run(await postgresProgram('initdb'), ['-D', data, ...options, `--pwfile=${passwordFile}`], {
    ...owner,
    cwd: folder,
  });
};
