import { setTimeout as wait } from 'node:timers/promises';
import type { Person } from '../story/person.ts';
import type { Evidence, Journal, Verb } from './journal.ts';

/** After that somebody gives up, and does not know whether it was done. */
const PATIENCE_MS = 90_000;

export interface Command {
  readonly verb: Verb;
  readonly site: string | null;
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: unknown;
  /** What an answer says that was done. */
  readonly evidence: (body: Answer) => Evidence;
}

/** The parts of answers that tell what was made. */
export interface Answer {
  readonly build?: string | { readonly build: string };
  readonly site?: { readonly id: string; readonly urls: { readonly live: string } };
  readonly event?: string;
  readonly code?: string;
}

export type Outcome = 'taken' | 'refused' | 'unknown';

/**
 * Sends a command as a well-made client does: until it is answered, always under the same key. `renew` logs in anew
 * whoever is told that their token has ended.
 */
export const createSender = (journal: Journal, renew: (person: Person) => Promise<void>) => {
  let count = 0;
  return async (person: Person, command: Command): Promise<{ outcome: Outcome; answer: Answer | undefined }> => {
    count += 1;
    const id = count;
    journal.write({ type: 'sent', id, verb: command.verb, site: command.site });
    const deadline = performance.now() + PATIENCE_MS;
    let why = '';
    for (let pause = 100; performance.now() < deadline; pause = Math.min(pause * 2, 2_000)) {
      try {
        const { status, body, headers } = await person.ask<Answer>(command.method, command.path, command.body, {
          'idempotency-key': `chaos-${id}`,
        });
        if (status === 401) {
          await renew(person);
          continue;
        }
        if (status < 300) {
          const position = headers.get('pagewright-position');
          const evidence = { ...command.evidence(body), ...(position === null ? {} : { position: Number(position) }) };
          journal.write({ type: 'taken', id, evidence });
          return { outcome: 'taken', answer: body };
        }
        if (status < 500 && status !== 429) {
          journal.write({ type: 'refused', id, status, code: body.code ?? '' });
          return { outcome: 'refused', answer: undefined };
        }
        why = `${status} ${body.code ?? ''}`;
        journal.write({ type: 'deferred', id, status, retryAfter: headers.get('retry-after') });
      } catch (raw) {
        why = raw instanceof Error ? raw.message : String(raw);
      }
      await wait(pause);
    }
    journal.write({ type: 'unknown', id, why });
    return { outcome: 'unknown', answer: undefined };
  };
};

export type Send = ReturnType<typeof createSender>;
