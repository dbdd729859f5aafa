import { readFile } from 'node:fs/promises';
import { SubscriptionError } from './errors.ts';

/** What the file of `pagewright subscribers create` holds. */
export interface Credentials {
  /** Such as `nats://127.0.0.1:4222`. */
  readonly servers: readonly string[];
  readonly user: string;
  readonly password: string;
  readonly inboxPrefix: string;
  readonly stream: string;
  readonly durable: string;
}

const TEXTS = ['user', 'password', 'inboxPrefix', 'stream', 'durable'] as const;

/** @throws SubscriptionError `bad-credentials` naming the file and the field */
export const readCredentials = async (given: string | Credentials): Promise<Credentials> => {
  if (typeof given !== 'string') return checked(given, 'credentials');
  let content: unknown;
  try {
    content = JSON.parse(await readFile(given, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is no JSON' : `cannot be read (${String(cause)})`;
    throw bad(`${given} ${why}`, cause);
  }
  return checked(content, given);
};

const checked = (content: unknown, where: string): Credentials => {
  const fields = (typeof content === 'object' && content !== null ? content : {}) as Record<string, unknown>;
  const wrong = TEXTS.find((name) => typeof fields[name] !== 'string' || fields[name] === '');
  if (wrong !== undefined) throw bad(`${where} has no text in the field ${wrong}`);
  const { servers } = fields;
  const isList = Array.isArray(servers) && servers.length > 0 && servers.every((each) => typeof each === 'string');
  if (!isList) throw bad(`${where} has no list of addresses in the field servers`);
  return fields as unknown as Credentials;
};

const bad = (what: string, cause?: unknown): SubscriptionError =>
  new SubscriptionError(
    'bad-credentials',
    `${what}: name the file that pagewright subscribers create has written, or have another made by pagewright subscribers rotate`,
    { cause },
  );
