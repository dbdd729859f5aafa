import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type DeadLetter, type WorkQueue, isToken } from '@pagewright/kernel';
import { type StoredMessage, createStreamReader } from '../direct-get.ts';
import { isMessageGone, isStaleExpectation } from '../nats-errors.ts';
import { publishSettled } from '../publish-settled.ts';
import {
  DEAD_LETTER_STREAM,
  JOBS_STREAM,
  jobFilter,
  letterFilter,
  letterSubject,
  maxDeliveriesSubject,
  replayedSubject,
} from '../subjects.ts';
import { bodyOf } from './body.ts';
import { durableOf } from '../topology/topology.ts';

export interface DeadLetterOffice {
  /** Keeps the letter; the same item at the same place in the queue is one letter. */
  file(letter: Omit<DeadLetter, 'id' | 'time'>): Promise<void>;
  readonly list: WorkQueue['deadLetters']['list'];
  readonly replay: WorkQueue['deadLetters']['replay'];
  /**
   * Files the items that used up their attempts without a verdict, as when every worker died of them: the broker leaves
   * them in the queue's stream and never delivers them again. Returns how many there were.
   */
  reconcile(queue: string): Promise<number>;
}

type Letter = Omit<DeadLetter, 'id'>;

/** Letters are create-only messages `pw.dlq.<queue>.<item>.<sequence>`; a replay leaves a mark beside its letter. */
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

  return {
    file,
    list: async (queue) => {
      const found: DeadLetter[] = [];
      for await (const message of letters.all(letterFilter(queue), 1)) found.push(letterIn(message));
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
      const marked = await createOnly(replayedSubject(...address), { time: new Date().toISOString() });
      return marked ? 'replayed' : 'already-replayed';
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

const letterIn = (message: StoredMessage): DeadLetter => {
  const letter = letterBody(message);
  return { id: `${letter.queue}.${letter.itemId}.${letter.sequence}`, ...letter };
};

const addressOf = (id: string): [queue: string, item: string, sequence: number] | undefined => {
  const [queue = '', item = '', sequence = '', ...rest] = id.split('.');
  const ours = isToken(queue) && isToken(item) && /^\d{1,15}$/.test(sequence) && rest.length === 0;
  return ours ? [queue, item, Number(sequence)] : undefined;
};
