import { type JsMsg, jetstream } from '@nats-io/jetstream';
import { type NatsConnection, headers } from '@nats-io/transport-node';
import { type Scheduler, WorkUnavailable } from '@pagewright/kernel';
import { createStreamReader } from '../direct-get.ts';
import { pauseAfter } from '../events/reactions.ts';
import { isStaleExpectation, isUnanswered } from '../nats-errors.ts';
import { publishSettled } from '../publish-settled.ts';
import { pullWork } from '../pull-work.ts';
import { CANCELLED_SUBJECT, SCHEDULE_STREAM, dueSubject, jobSubject, scheduleSubject } from '../subjects.ts';
import { DUE_DURABLE } from '../topology/topology.ts';
import { type OnTrouble, tell } from '../trouble.ts';

export interface SchedulerOptions {
  readonly onTrouble?: OnTrouble;
}

/** When it was due, as it was asked for; the broker carries our own headers from the schedule to what it makes. */
const DUE_AT = 'Pagewright-Due';
const DUE_TTL = '24h';
const CANCELLED_TTL = '60s';
const FORWARDERS = 4;

/** Deadlines as message schedules (NATS ADR-51; design: BROKER 5). */
export const createScheduler = async (nc: NatsConnection, { onTrouble }: SchedulerOptions = {}): Promise<Scheduler> => {
  const js = jetstream(nc);
  const reader = await createStreamReader(nc, SCHEDULE_STREAM);

  const forward = async (message: JsMsg): Promise<void> => {
    const [, , queue = '', id = ''] = message.subject.split('.');
    try {
      // The same firing delivered twice is one message as long as the queue remembers ids; later, two that do no harm.
      const msgID = `${scheduleSubject(queue, id)}@${message.headers?.get(DUE_AT) ?? ''}`;
      await js.publish(jobSubject(queue, id), message.data, { msgID });
    } catch (error) {
      const againInMs = pauseAfter(message.info.deliveryCount);
      tell(onTrouble, { source: 'scheduler', error, againInMs });
      message.nak(againInMs);
      return;
    }
    await message.ackAck().catch(() => undefined);
  };

  /**
   * With replicas, a schedule that is just firing can be cancelled all the same. What it made lies in the stream before
   * anything that is stored after the cancellation, so that is what we wait for before we look.
   */
  const hasFiredSince = async (sequence: number, queue: string, id: string): Promise<boolean> => {
    await js.publish(CANCELLED_SUBJECT, new Uint8Array(), { ttl: CANCELLED_TTL });
    return ((await reader.newest(dueSubject(queue, id)))?.seq ?? 0) > sequence;
  };

  return {
    scheduleOnce: async ({ queue, id, at, body }) => {
      const own = headers();
      own.set(DUE_AT, at.toISOString());
      try {
        await publishSettled(() =>
          js.publish(scheduleSubject(queue, id), JSON.stringify(body ?? null), {
            headers: own,
            expect: { streamName: SCHEDULE_STREAM, lastSubjectSequence: 0 },
            schedule: { specification: at, target: dueSubject(queue, id), ttl: DUE_TTL },
          }),
        );
        return 'scheduled';
      } catch (cause) {
        if (isStaleExpectation(cause)) return 'exists';
        if (!isUnanswered(cause)) throw cause;
        throw new WorkUnavailable(`The schedule of ${queue} ${id} could not be made: no answer`, { cause });
      }
    },
    cancel: async (queue, id) => {
      const subject = scheduleSubject(queue, id);
      try {
        const waiting = await reader.newest(subject);
        if (!waiting) return 'gone';
        await publishSettled(() =>
          js.publish(CANCELLED_SUBJECT, new Uint8Array(), {
            ttl: CANCELLED_TTL,
            cancelSchedule: { scheduleSubject: subject },
            // Firing takes the schedule away: then there is nothing to cancel.
            expect: { lastSubjectSequence: waiting.seq, lastSubjectSequenceSubject: subject },
          }),
        );
        return (await hasFiredSince(waiting.seq, queue, id)) ? 'gone' : 'cancelled';
      } catch (cause) {
        if (isStaleExpectation(cause)) return 'gone';
        if (!isUnanswered(cause)) throw cause;
        throw new WorkUnavailable(`The schedule of ${queue} ${id} could not be cancelled: no answer`, { cause });
      }
    },
    forwardDue: async () =>
      pullWork(nc, {
        stream: SCHEDULE_STREAM,
        durable: DUE_DURABLE,
        source: 'scheduler',
        concurrency: FORWARDERS,
        onTrouble,
        handle: forward,
      }),
  };
};
