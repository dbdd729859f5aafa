import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { subscriberInbox, subscriberUser } from '@pagewright/infra/nats/subscribers.mjs';
import { hash } from 'bcryptjs';

/** What a subscriber's program needs, as its file has it; `@pagewright/events` and any NATS client go by it. */
export interface Credentials {
  readonly servers: readonly string[];
  readonly user: string;
  readonly password: string;
  /** Of the subjects on which it may be answered. */
  readonly inboxPrefix: string;
  readonly stream: string;
  readonly durable: string;
}

/** @param natsUrl the broker's addresses, separated by commas; a login of ours in one of them is not passed on */
export const credentialsOf = (name: string, password: string, natsUrl: string): Credentials => ({
  servers: natsUrl.split(',').map(withoutLogin),
  user: subscriberUser(name),
  password,
  inboxPrefix: subscriberInbox(name),
  stream: 'PW_PUBLIC',
  durable: name,
});

const withoutLogin = (server: string): string => server.trim().replace(/^(\w+:\/\/)?[^@/]*@/, '$1');

export const newPassword = (): string => randomBytes(24).toString('base64url');

/** bcrypt's lowest but two: 192 random bits are not guessed, and each login costs the broker this work. */
const ROUNDS = 6;

/** As nats-server compares it. */
export const hashOf = (password: string): Promise<string> => hash(password, ROUNDS);

/**
 * A file for its owner alone that did not exist before; it is taken away again when `write` was not called.
 * @throws the file system's error, `EEXIST` among them, before anything else is done
 */
export const newSecretFile = async (file: string) => {
  const handle = await open(file, 'wx', 0o600);
  let written = false;
  return {
    write: async (text: string): Promise<void> => {
      await handle.writeFile(text);
      await handle.sync();
      written = true;
    },
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await handle.close();
      if (!written) await rm(file, { force: true });
    },
  };
};
