import { DeliverPolicy, type JetStreamManager, type StreamConfig, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { BrokerUnreachable } from '../connection/connect.ts';
import { isConsumerNotFound, isNameInUse, isShortOfServers, isStreamNotFound, isUnanswered } from '../nats-errors.ts';
import { LOCKS_BUCKET } from '../subjects.ts';
import {
  type DurableSpec,
  type PolicySpec,
  type StreamSpec,
  type TopologyOptions,
  policyDurable,
  topology,
} from './topology.ts';

/** What is on the broker cannot become what we need; somebody has to decide. */
export class TopologyRefused extends Error {
  override readonly name = 'TopologyRefused';
}

/** What was done, for the start's own words; empty when all was so already. */
export interface TopologyChanges {
  readonly created: readonly string[];
  readonly updated: readonly string[];
}

/** Of a stream, these are decided at its creation; changing them would mean another stream. */
const FIXED_FOR_LIFE = ['retention', 'storage', 'deny_delete', 'deny_purge', 'allow_msg_ttl'] as const;
/** What would store a message under another subject than it was sent to, past every expectation (BROKER 0.2). */
const NEVER = ['subject_transform', 'mirror', 'sources'] as const;
/** Only a beginning; what has grown since is not compared. */
const FIRST_TIME_ONLY: ReadonlySet<string> = new Set(['first_seq']);

/** Servers that start together elect a leader first. */
const PATIENCE_MS = 30_000;
/** A question to a stream without a leader is lost; what was made by one that is merely slow is found by the next. */
const ANSWER_MS = 2_000;

/**
 * Makes what is missing, changes what differs, leaves the rest alone; two processes may do it at the same time. Waits
 * for servers that have no leader yet.
 * @throws TopologyRefused naming what cannot be changed
 * @throws BrokerUnreachable when nobody answered for half a minute
 */
export const applyTopology = async (nc: NatsConnection, options: TopologyOptions): Promise<TopologyChanges> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: ANSWER_MS });
  const { streams, durables } = topology(options);
  const created: string[] = [];
  const updated: string[] = [];
  const deadline = performance.now() + PATIENCE_MS;
  const settle = async (name: string, apply: () => Promise<'created' | 'updated' | 'same'>) => {
    const done = await patiently(apply, deadline);
    if (done === 'created') created.push(name);
    if (done === 'updated') updated.push(name);
  };
  for (const stream of streams) await settle(stream.name, () => applyStream(jsm, stream));
  for (const durable of durables) {
    await settle(`${durable.stream} ${durable.name}`, () => applyDurable(jsm, durable));
  }
  return { created, updated };
};

/**
 * Does it again while nobody answers, and while servers that have just started do not know enough of the others: what
 * was done without a word is then found as it should be.
 */
const patiently = async <Result>(work: () => Promise<Result>, deadline: number): Promise<Result> => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const cause: unknown = error instanceof TopologyRefused ? error.cause : error;
      const isAway = isUnanswered(cause);
      if (!(isAway || isShortOfServers(cause))) throw error;
      if (performance.now() >= deadline) {
        throw isAway ? new BrokerUnreachable('The broker has no leader for what is made on it', { cause }) : error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
};

/**
 * Makes the bucket of locks anew: every lease in it is gone, and its tokens go on above all earlier ones as long as the
 * clock does. For the operator, when the bucket was restored from something older.
 */
export const resetLocks = async (nc: NatsConnection, options: TopologyOptions): Promise<void> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const locks = topology(options).streams.find(({ name }) => name === LOCKS_BUCKET);
  if (!locks) throw new Error('the topology has no locks');
  await jsm.streams.delete(LOCKS_BUCKET).catch((error: unknown) => {
    if (!isStreamNotFound(error)) throw error;
  });
  await jsm.streams.add(locks);
};

/** Makes the policies' readers anew, so that each goes on after a position, as after a restore of the log. */
export const placePolicyReaders = async (
  nc: NatsConnection,
  policies: readonly (PolicySpec & { readonly after: number })[],
): Promise<void> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  for (const policy of policies) {
    const { stream, name, config } = policyDurable(policy);
    await jsm.consumers.delete(stream, name).catch((error: unknown) => {
      if (!isConsumerNotFound(error)) throw error;
    });
    await jsm.consumers.add(stream, {
      durable_name: name,
      ...config,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: policy.after + 1,
    });
  }
};

const applyStream = async (jsm: JetStreamManager, spec: StreamSpec): Promise<'created' | 'updated' | 'same'> => {
  const current = await jsm.streams.info(spec.name).catch((error: unknown) => {
    if (isStreamNotFound(error)) return undefined;
    throw error;
  });
  if (!current) {
    const made = await attempt(`Stream ${spec.name} cannot be made`, () => addStream(jsm, spec));
    // Somebody else made it in between, with another first sequence.
    return made ? 'created' : applyStream(jsm, spec);
  }
  const never = NEVER.filter((name) => show(current.config, name) !== 'false');
  if (never.length > 0) {
    throw new TopologyRefused(
      `Stream ${spec.name} has ${never.join(' and ')}: what is stored would not be what was checked. Take that off the stream, and look through what was written meanwhile`,
    );
  }
  const different = differences(spec, current.config);
  if (different.length === 0) return 'same';
  const fixed = FIXED_FOR_LIFE.filter((name) => different.includes(name));
  if (fixed.length > 0) {
    const wants = fixed.map((name) => `${name} is ${show(current.config, name)} and must be ${show(spec, name)}`);
    throw new TopologyRefused(
      `Stream ${spec.name} was made otherwise and cannot be changed: ${wants.join(', ')}. Move its data to a new broker, or remove the stream if it may be lost`,
    );
  }
  const config: Partial<StreamConfig> = { ...current.config, ...spec, first_seq: current.config.first_seq };
  await attempt(`Stream ${spec.name} cannot be changed (${different.join(', ')})`, () =>
    jsm.streams.update(spec.name, config),
  );
  return 'updated';
};

/** False when there is one of that name by now. */
const addStream = async (jsm: JetStreamManager, spec: StreamSpec): Promise<boolean> => {
  try {
    await jsm.streams.add(spec);
    return true;
  } catch (error) {
    if (!isNameInUse(error)) throw error;
    return false;
  }
};

const applyDurable = async (jsm: JetStreamManager, durable: DurableSpec): Promise<'created' | 'updated' | 'same'> => {
  const { stream, name, config } = durable;
  const current = await jsm.consumers.info(stream, name).catch((error: unknown) => {
    if (isConsumerNotFound(error)) return undefined;
    throw error;
  });
  if (!current) {
    await attempt(`Durable ${name} of ${stream} cannot be made`, () =>
      jsm.consumers.add(stream, { durable_name: name, ...config }),
    );
    return 'created';
  }
  // One filter may come back under either of its two names.
  const is = { ...current.config, filter_subjects: filtersOf(current.config) };
  const should = { ...config, filter_subjects: filtersOf(config) };
  const { filter_subject: _one, ...comparable } = should;
  const different = differences(comparable, is);
  if (different.length === 0) return 'same';
  await attempt(`Durable ${name} of ${stream} cannot be changed (${different.join(', ')})`, () =>
    jsm.consumers.update(stream, name, config),
  );
  return 'updated';
};

const filtersOf = (config: { filter_subject?: string; filter_subjects?: string[] }): string[] =>
  (config.filter_subjects ?? (config.filter_subject === undefined ? [] : [config.filter_subject])).toSorted();

const differences = (spec: object, current: object): string[] =>
  Object.keys(spec).filter((name) => !FIRST_TIME_ONLY.has(name) && show(spec, name) !== show(current, name));

/** What the server leaves out is what it takes for nothing. */
const show = (config: object, name: string): string => {
  const value: unknown = name in config ? (config as Record<string, unknown>)[name] : undefined;
  return JSON.stringify(value ?? false);
};

const attempt = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (cause) {
    throw new TopologyRefused(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
};
