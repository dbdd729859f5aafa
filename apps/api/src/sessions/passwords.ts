import { hash, verify } from '@node-rs/argon2';

/** OWASP Password Storage Cheat Sheet: argon2id (the library's default), 19 MiB, two passes, one lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for an account that does not exist (`undefined`) as for one that does. */
  verify(stored: string | undefined, password: string): Promise<boolean>;
}

export const createPasswords = async (): Promise<Passwords> => {
  const nobody = await hash('nobody has this password', OPTIONS);
  return {
    hash: (password) => hash(password.normalize('NFC'), OPTIONS),
    verify: async (stored, password) =>
      (await verify(stored ?? nobody, password.normalize('NFC'))) && stored !== undefined,
  };
};
