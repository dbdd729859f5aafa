import type { ActivityPart } from '@pagewright/kernel';
import { LIMITS } from '../protocol/wire.ts';
import type { RunnerClient } from './runner-client.ts';

const PAUSE_MS = 40;

/**
 * Sends parts in batches, in order, one batch at a time. The first part goes at once, so that people see something
 * immediately; what comes while a batch is under way goes with the next.
 */
export class ActivitySender {
  readonly #client: Pick<RunnerClient, 'activity'>;
  #waiting: ActivityPart[] = [];
  #sent = 0;
  #sending: Promise<void> | undefined;

  constructor(client: Pick<RunnerClient, 'activity'>) {
    this.#client = client;
  }

  say(part: ActivityPart): void {
    this.#waiting.push(clipped(part));
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = undefined));
    // What was not sent is told by `flush`.
    this.#sending.catch(() => undefined);
  }

  /** Resolves when all that was said has been taken. @throws when the runner takes no more. */
  async flush(): Promise<void> {
    await (this.#sending ?? this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, LIMITS.batchParts);
      await this.#client.activity(this.#sent, batch);
      this.#sent += batch.length;
      this.#waiting = this.#waiting.slice(batch.length);
      if (this.#waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** An agent may say more than one part may hold. */
const clipped = (part: ActivityPart): ActivityPart => {
  const text = clip(part.text, part.kind === 'text' || part.kind === 'thinking' ? LIMITS.partText : LIMITS.line);
  if (part.kind !== 'step') return { ...part, text };
  return {
    ...part,
    text,
    verb: clip(part.verb, 60),
    ...(part.path === undefined ? {} : { path: clip(part.path, LIMITS.line) }),
    ...(part.detail === undefined ? {} : { detail: clip(part.detail, LIMITS.partText) }),
  };
};

export const clip = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;
