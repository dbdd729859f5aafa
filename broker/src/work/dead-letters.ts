import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type DeadLetter, type QueuedItem, type WorkQueue, isToken } from '@pagewright/kernel';
import { type StoredMessage, createStreamReader } from '../direct-get.ts';
import { isMessageGone, isStaleExpectation } from '../nats-errors.ts';
import { publishSettled } from '../publish-settled.ts';
import {
  DEAD_LETTER_STREAM,
  JOBS_STREAM,
  jobFilter,
  jobSubject,
  letterFilter,
  letterSubject,
  lettersFilter,
  maxDeliveriesSubject,
  replayedFilter,
  replayedSubject,
} from '../subjects.ts';
import { bodyOf } from './body.ts';
import { durableOf } from '../topology/topology.ts';

export interface DeadLetterOffice {
  /** Keeps the letter; the same item at the same place in the queue is one letter. */
  file(letter: Omit<DeadLetter, 'id' | 'time' | 'state'>): Promise<void>;
  readonly letters: WorkQueue['deadLetters'];
  readonly waiting: WorkQueue['waiting'];
  readonly oldest: WorkQueue['oldest'];
  readonly item: WorkQueue['item'];
  readonly remove: WorkQueue['remove'];
  /**
   * Files the items that used up their attempts without a verdict, as when every worker died of them: the broker leaves
   * them in the queue's stream and never delivers them again. Returns how many there were.
   */
  reconcile(queue: string): Promise<number>;
}

type Letter = Omit<DeadLetter, 'id' | 'state'>;
/** What was made of a letter, beside it. */
interface Settlement {
  readonly time: string;
  /** Missing in marks of before letters could be dropped. */
  readonly how?: 'replayed' | 'dropped';
}

const SETTLED = '.replayed';

/** Letters are create-only messages `pw.dlq.<queue>.<item>.<sequence>`; what settles one leaves a mark beside it. */
export const createDeadLetterOffice = async (nc: NatsConnection, put: WorkQueue['put']): Promise<DeadLetterOffice> => {
  const js = jetstream(nc);
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const letters = await createStreamReader(nc, DEAD_LETTER_STREAM);
  const jobs = await createStreamReader(nc, JOBS_STREAM);

  const advisoriesSeen = new Map<string, number>();
  const suspects = new Map<string, ReadonlySet<number>>();

  /** False when the subject has a message already. */
  const createOnly = async (subject: string, body: unknown): Promise<boolean> => {
    try {
      await publishSettled(() => js.publish(subject, JSON.stringify(body), { expect: { lastSubjectSequence: 0 } }));
      return true;
    } catch (error) {
      if (isStaleExpectation(error)) return false;
      throw error;
    }
  };

  /** False when the letter was settled before. */
  const settle = (address: Address, how: 'replayed' | 'dropped'): Promise<boolean> =>
    createOnly(replayedSubject(...address), { time: new Date().toISOString(), how } satisfies Settlement);

  /**
   * Items that the broker gave up: those that it has said so of, and, at a moment when nothing is being worked on,
   * all that were delivered and are still there, as they were at the look before; for its word is sent once and may
   * have been missed. One look is not enough: replicas drop what was done a moment after its ack.
   */
  async function* stuck(queue: string, deliveredWhileIdle: number): AsyncGenerator<StoredMessage> {
    const from = (advisoriesSeen.get(queue) ?? 0) + 1;
    for await (const advisory of letters.all(maxDeliveriesSubject(durableOf(queue)), from)) {
      const { stream_seq: sequence, timestamp } = parseAdvisory(advisory);
      const message = await jobs.at(sequence);
      if (message && message.time < timestamp) yield message;
      advisoriesSeen.set(queue, advisory.seq);
    }
    const before = suspects.get(queue);
    const now = new Set<number>();
    suspects.set(queue, now);
    for await (const message of jobs.between(jobFilter(queue), 1, deliveredWhileIdle)) {
      now.add(message.seq);
      if (before?.has(message.seq) && (await jobs.at(message.seq))) yield message;
    }
  }

  const file: DeadLetterOffice['file'] = async (letter) => {
    const body: Letter = { ...letter, time: new Date().toISOString() };
    await createOnly(letterSubject(letter.queue, letter.itemId, letter.sequence), body);
  };

  const item: WorkQueue['item'] = async (id) => {
    const [queue, itemId, sequence] = addressOf(id) ?? [];
    if (queue === undefined || itemId === undefined || sequence === undefined) return undefined;
    const stored = await jobs.at(sequence);
    return stored?.subject === jobSubject(queue, itemId) ? itemIn(stored) : undefined;
  };

  /** Subjects of the letters that nobody has settled, oldest item first. A mark may outlive its letter. */
  const unsettled = async (queue: string): Promise<readonly string[]> => {
    const { state } = await jsm.streams.info(DEAD_LETTER_STREAM, { subjects_filter: lettersFilter(queue) });
    const subjects = state.subjects ?? {};
    return Object.keys(subjects)
      .filter((subject) => !subject.endsWith(SETTLED) && !(subject + SETTLED in subjects))
      .toSorted((one, other) => sequenceIn(one) - sequenceIn(other));
  };

  const find = async (address: Address): Promise<DeadLetter | undefined> => {
    const stored = await letters.newest(letterSubject(...address));
    if (!stored) return undefined;
    const mark = await letters.newest(replayedSubject(...address));
    return { ...letterIn(stored), state: mark ? settlementIn(mark) : 'waiting' };
  };

  const kept: WorkQueue['deadLetters'] = {
    count: async (queue) => (await unsettled(queue)).length,
    newest: async (queue, most) => {
      const subjects = (await unsettled(queue)).toReversed().slice(0, most);
      const found = await Promise.all(subjects.map((subject) => letters.newest(subject)));
      return found.flatMap((stored) => (stored ? [{ ...letterIn(stored), state: 'waiting' as const }] : []));
    },
    find: async (id) => {
      const address = addressOf(id);
      return address && find(address);
    },
    list: async (queue) => {
      const settled = new Map<string, DeadLetter['state']>();
      for await (const mark of letters.all(replayedFilter(queue), 1)) {
        settled.set(mark.subject.replace(/[.]replayed$/, ''), settlementIn(mark));
      }
      const found: DeadLetter[] = [];
      for await (const message of letters.all(letterFilter(queue), 1)) {
        found.push({ ...letterIn(message), state: settled.get(message.subject) ?? 'waiting' });
      }
      return found;
    },
    replay: async (id) => {
      const address = addressOf(id);
      if (!address) return 'not-found';
      const stored = await letters.newest(letterSubject(...address));
      if (!stored) return 'not-found';
      if (await letters.newest(replayedSubject(...address))) return 'already-replayed';
      const { queue, itemId, body } = letterIn(stored);
      // Put before marked: a crash in between makes the next replay put it again under the same message id.
      await put({ queue, id: itemId, body, dedupId: `replay:${id}` });
      return (await settle(address, 'replayed')) ? 'replayed' : 'already-replayed';
    },
    drop: async (id) => {
      const address = addressOf(id);
      if (!address || !(await letters.newest(letterSubject(...address)))) return 'not-found';
      return (await settle(address, 'dropped')) ? 'dropped' : 'already-settled';
    },
  };

  return {
    file,
    letters: kept,
    item,
    oldest: async (queue) => {
      const stored = await jobs.next(jobFilter(queue), 1);
      return stored && itemIn(stored);
    },
    waiting: async function* (queue) {
      for await (const stored of jobs.all(jobFilter(queue), 1)) yield itemIn(stored);
    },
    remove: async (id) => {
      const found = await item(id);
      if (!found) return 'not-found';
      try {
        await jsm.streams.deleteMessage(JOBS_STREAM, found.sequence, false);
        return 'removed';
      } catch (error) {
        if (isMessageGone(error)) return 'not-found';
        throw error;
      }
    },
    reconcile: async (queue) => {
      const durable = durableOf(queue);
      const { num_ack_pending: pending, delivered, config } = await jsm.consumers.info(JOBS_STREAM, durable);
      let found = 0;
      for await (const message of stuck(queue, pending === 0 ? delivered.stream_seq : 0)) {
        const itemId = message.subject.split('.').at(-1) ?? '';
        const deliveries = config.max_deliver ?? 0;
        const reason = `No worker lived to give a verdict in ${deliveries} attempts`;
        await file({ queue, itemId, body: bodyOf(message.data), reason, deliveries, sequence: message.seq });
        await jsm.streams.deleteMessage(JOBS_STREAM, message.seq, false).catch((error: unknown) => {
          if (!isMessageGone(error)) throw error;
        });
        found += 1;
      }
      return found;
    },
  };
};

const decoder = new TextDecoder();

const letterBody = ({ data }: StoredMessage): Letter => JSON.parse(decoder.decode(data)) as Letter;

const parseAdvisory = ({ data }: StoredMessage): { stream_seq: number; timestamp: Date } => {
  const { stream_seq, timestamp } = JSON.parse(decoder.decode(data)) as { stream_seq: number; timestamp: string };
  return { stream_seq, timestamp: new Date(timestamp) };
};

const settlementIn = ({ data }: StoredMessage): 'replayed' | 'dropped' =>
  (JSON.parse(decoder.decode(data)) as Settlement).how ?? 'replayed';

const itemIn = ({ subject, seq, data, time }: StoredMessage): QueuedItem => {
  const [, , queue = '', itemId = ''] = subject.split('.');
  const id = `${queue}.${itemId}.${seq}`;
  return { id, queue, itemId, body: bodyOf(data), sequence: seq, time: time.toISOString() };
};

const sequenceIn = (letter: string): number => Number(letter.split('.').at(-1));

const letterIn = (message: StoredMessage): Omit<DeadLetter, 'state'> => {
  const letter = letterBody(message);
  return { id: `${letter.queue}.${letter.itemId}.${letter.sequence}`, ...letter };
};

type Address = [queue: string, item: string, sequence: number];

const addressOf = (id: string): Address | undefined => {
  const [queue = '', item = '', sequence = '', ...rest] = id.split('.');
  const ours = isToken(queue) && isToken(item) && /^\d{1,15}$/.test(sequence) && rest.length === 0;
  return ours ? [queue, item, Number(sequence)] : undefined;
};
