import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '@pagewright/infra/configuration';

export interface Secrets {
  readonly jwtKey: Uint8Array;
  readonly emailKey: Uint8Array;
  readonly setupCode: string;
  /** Password of a broker's user; undefined where the broker is somebody else's and takes us by its address alone. */
  readonly natsPassword: (user: string) => Promise<string | undefined>;
}

/** Reads the files that the start has made (infra/local/secrets.mjs). @throws ConfigurationError naming the file. */
export const readSecrets = async (folder: string): Promise<Secrets> => {
  const text = async (name: string): Promise<string> => {
    try {
      return (await readFile(join(folder, name), 'utf8')).trim();
    } catch (cause) {
      throw new ConfigurationError(`The secret ${join(folder, name)} cannot be read; \`npm start\` makes it.`, {
        cause,
      });
    }
  };
  const key = async (name: string): Promise<Uint8Array> => {
    const bytes = Buffer.from(await text(name), 'base64url');
    if (bytes.length !== 32)
      throw new ConfigurationError(`The secret ${join(folder, name)} must be 32 bytes in base64url.`);
    return bytes;
  };
  return {
    jwtKey: await key('jwt-key'),
    emailKey: await key('email-key'),
    setupCode: await text('setup-code'),
    natsPassword: (user) => natsPassword(folder, user),
  };
};

/** Password of a broker's user; undefined where there is none to be read. */
export const natsPassword = async (folder: string, user: string): Promise<string | undefined> => {
  try {
    return (await readFile(join(folder, `nats-${user}`), 'utf8')).trim();
  } catch {
    return undefined;
  }
};
