import { randomUUID } from 'node:crypto';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { type OperatorLine, StoreUnavailable } from '@pagewright/kernel';
import { ANSWERS_PREFIX, answersSubject, questionSubject } from '../subjects.ts';
import { type Answer, answerTo, resultsOf } from './answers.ts';

/** The first answer may need a table to be made. */
const FIRST_WITHIN_MS = 15_000;
/** After one answer, the others of those that were asked together are close. */
const NEXT_WITHIN_MS = 250;
const NO_RESPONDERS = 503;

/**
 * Questions and answers as plain messages. The asker names a subject of its own to answer on, not its inbox: a user may
 * publish to no inbox, and whoever answers goes by no other subject that a question names.
 */
export const createOperatorLine = (nc: NatsConnection): OperatorLine => ({
  listen: (question, who, answer) => {
    const reply = async (message: Msg): Promise<void> => {
      if (!message.reply?.startsWith(ANSWERS_PREFIX)) return;
      const said = await answerTo(() => answer(message.json()));
      if (!nc.isClosed()) message.respond(JSON.stringify(said));
    };
    const subscription = nc.subscribe(questionSubject(question), {
      ...(who === 'one' && { queue: 'operators' }),
      callback: (error, message) => void (error ?? reply(message)),
    });
    return () => subscription.unsubscribe();
  },

  ask: async (question, body) => {
    const subject = answersSubject(randomUUID());
    const answers: Answer[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let timer = setTimeout(() => reject(silent()), FIRST_WITHIN_MS);
    const subscription = nc.subscribe(subject, {
      callback: (error, message) => {
        if (error) return reject(error);
        if (message.headers?.code === NO_RESPONDERS) return resolve();
        answers.push(message.json<Answer>());
        clearTimeout(timer);
        timer = setTimeout(resolve, NEXT_WITHIN_MS);
      },
    });
    try {
      nc.publish(questionSubject(question), JSON.stringify(body), { reply: subject });
      await promise;
    } finally {
      clearTimeout(timer);
      subscription.unsubscribe();
    }
    return resultsOf(answers);
  },
});

const silent = (): StoreUnavailable =>
  new StoreUnavailable(
    `The API was asked and does not answer within ${FIRST_WITHIN_MS / 1_000} s: look at its log, then ask again`,
  );
