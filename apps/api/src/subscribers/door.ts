import { setTimeout as wait } from 'node:timers/promises';
import { canSubscribe, configuredAt, isAccountThere } from '@pagewright/broker';
import { subscriberLines } from '@pagewright/infra/nats/accounts.mjs';
import { subscriberAccount, subscriberUser } from '@pagewright/infra/nats/subscribers.mjs';
import { type Credentials, hashOf } from './credentials.ts';
import { subscriberFiles } from './subscriber-files.ts';

/** The broker has not done in time what it was told by the folder of its subscribers. */
export class BrokerDoesNotFollow extends Error {
  override readonly name = 'BrokerDoesNotFollow';
}

/** Where the broker is told who may log in. Each answer is what is left to do by hand, in lines; empty where nothing is. */
export interface SubscriberDoor {
  /** Whether it takes one of this name; no where it is not ours to know. */
  has(name: string): Promise<boolean>;
  /** @throws BrokerDoesNotFollow */
  admit(credentials: Credentials): Promise<'name-taken' | readonly string[]>;
  /** With another password than before. @throws BrokerDoesNotFollow */
  readmit(credentials: Credentials): Promise<readonly string[]>;
  /** What it has open is closed. @throws BrokerDoesNotFollow */
  dismiss(name: string): Promise<readonly string[]>;
}

interface Place {
  /** Folder that the broker's configuration is made from; undefined where somebody else writes that. */
  readonly subscribers: string | undefined;
  readonly monitorUrls: readonly string[];
}

export const subscriberDoor = ({ subscribers, monitorUrls }: Place): SubscriberDoor =>
  subscribers === undefined ? doorOfOthers : doorOfOurs(subscribers, monitorUrls);

const PATIENCE_MS = 20_000;
const LOOK_MS = 100;

const doorOfOurs = (folder: string, monitorUrls: readonly string[]): SubscriberDoor => {
  const files = subscriberFiles(folder);
  const follows = async (name: string, isDone: () => Promise<boolean>): Promise<readonly string[]> => {
    const toldAt = Date.now();
    const until = performance.now() + PATIENCE_MS;
    const hasRead = async () =>
      (await Promise.all(monitorUrls.map(configuredAt))).every((time) => time.getTime() >= toldAt);
    while (performance.now() < until) {
      await wait(LOOK_MS);
      // Not tried before: the broker tells of each login that fails.
      if ((await hasRead()) && (await isDone())) return [];
    }
    throw new BrokerDoesNotFollow(
      `The broker has not taken the change of ${folder} within ${PATIENCE_MS / 1_000} s: read logs/nats-server.log in the data folder, then try pagewright subscribers rotate ${name} or revoke ${name}`,
    );
  };
  const lets = ({ servers, user, password, inboxPrefix, durable }: Credentials) =>
    follows(durable, () =>
      canSubscribe({ url: servers.join(','), name: 'pagewright-subscribers', user, password, inboxPrefix }, durable),
    );
  const entryOf = async ({ durable, password }: Credentials) => ({
    name: durable,
    passwordHash: await hashOf(password),
  });
  return {
    has: files.has,
    admit: async (credentials) =>
      (await files.add(await entryOf(credentials))) === 'added' ? lets(credentials) : 'name-taken',
    readmit: async (credentials) => {
      await files.replace(await entryOf(credentials));
      return lets(credentials);
    },
    dismiss: async (name) => {
      await files.remove(name);
      const isThere = (monitorUrl: string) => isAccountThere(monitorUrl, subscriberAccount(name));
      return follows(name, async () => !(await Promise.all(monitorUrls.map(isThere))).includes(true));
    },
  };
};

const RELOAD_TWICE =
  'Then have each server read it: nats-server --signal reload, twice, since an account that is new reaches what it imports only after the second.';

/** A broker whose configuration somebody else writes: it is made from the same template (docs/broker.md). */
const doorOfOthers: SubscriberDoor = {
  has: async () => false,
  admit: async ({ durable: name, password }) => {
    const lines = subscriberLines({ name, passwordHash: await hashOf(password) });
    return [
      'The broker is yours. Put into its configuration, within `exports` of the account PW:',
      lines.exports,
      'and within `accounts`:',
      lines.account,
      RELOAD_TWICE,
    ];
  },
  readmit: async ({ user, password }) => [
    `The broker is yours. Give the user ${user} in its configuration this password, and have each server read it (nats-server --signal reload):`,
    JSON.stringify(await hashOf(password)),
  ],
  dismiss: async (name) => [
    `The broker is yours. Take the account ${subscriberAccount(name)} with its user ${subscriberUser(name)} out of its configuration, with the three exports that name it, and have each server read it (nats-server --signal reload).`,
  ],
};
