import { doors } from '../api/doors.ts';
import { newKey } from '../api/key.ts';
import { isRefusal, Unreachable } from '../api/trouble.ts';
import type { Turn } from '../api/types.ts';
import { keepLetters, kept, keptLetters, type Letter } from './kept.ts';

export interface Sent extends Letter {
  readonly state: 'sending' | 'unreachable' | 'refused';
  /** Why it was refused. */
  readonly raw: unknown;
}

/** What a person sends to a site. */
export type Message = Omit<Letter, 'key' | 'site' | 'at' | 'retryOf'> & { readonly retryOf?: string | null };

/** Between two tries while nobody answers, in milliseconds. */
const AGAIN = 4_000;

/**
 * Prompts on their way. A letter is `sending` until it is acknowledged and leaves; `unreachable` while nobody answers,
 * tried again by itself under its own key; `refused` when the API said no: then its text waits for the person.
 */
class Outbox {
  letters = $state.raw<readonly Sent[]>(keptLetters(kept).map((letter) => sending(letter)));
  readonly #accepted = new Set<(site: string, turn: Turn) => void>();
  readonly #busy = new Set<string>();

  constructor() {
    addEventListener('online', () => this.flush());
  }

  of(site: string): readonly Sent[] {
    return this.letters.filter((letter) => letter.site === site);
  }

  post(site: string, { retryOf = null, ...message }: Message, key = newKey()): void {
    const letter: Letter = { ...message, key, site, retryOf, at: new Date().toISOString() };
    this.#set([...this.letters.filter((known) => known.key !== key), sending(letter)]);
    void this.#deliver(letter);
  }

  /** Sends what is on its way and not being sent this moment: after a reload, or when the connection is back. */
  flush(): void {
    for (const letter of this.letters) if (letter.state !== 'refused') void this.#deliver(letter);
  }

  again(key: string): void {
    const letter = this.letters.find((known) => known.key === key);
    if (letter) void this.#deliver(letter);
  }

  discard(key: string): void {
    this.#set(this.letters.filter((letter) => letter.key !== key));
  }

  /** The person leaves: nothing of what they typed stays in this tab. */
  forget(): void {
    this.letters = [];
    kept.clear();
  }

  onAccepted(listener: (site: string, turn: Turn) => void): () => void {
    this.#accepted.add(listener);
    return () => this.#accepted.delete(listener);
  }

  async #deliver(letter: Letter): Promise<void> {
    const { key, site } = letter;
    if (this.#busy.has(key)) return;
    this.#busy.add(key);
    this.#mark(key, 'sending');
    try {
      const turn = await send(letter);
      for (const listener of this.#accepted) listener(site, turn);
      this.discard(key);
    } catch (raw) {
      // An ended session is no answer to the prompt: it goes out after the next log in.
      const waits = raw instanceof Unreachable || isRefusal(raw, 401);
      this.#mark(key, waits ? 'unreachable' : 'refused', raw);
      if (raw instanceof Unreachable) setTimeout(() => this.again(key), AGAIN);
    } finally {
      this.#busy.delete(key);
    }
  }

  #mark(key: string, state: Sent['state'], raw: unknown = null): void {
    this.letters = this.letters.map((letter) => (letter.key === key ? { ...letter, state, raw } : letter));
  }

  #set(letters: readonly Sent[]): void {
    this.letters = letters;
    keepLetters(
      kept,
      letters.map(({ state: _state, raw: _raw, ...letter }) => letter),
    );
  }
}

function send({ kind, key, site, prompt, retryOf, picks, attachments }: Letter): Promise<Turn> {
  if (kind === 'ask') return doors.ask(key, site, { question: prompt, picks: [...picks] });
  const wish = { prompt, picks: [...picks], attachments: [...attachments] };
  return doors.requestBuild(key, site, { ...wish, ...(retryOf !== null && { retryOf }) });
}

function sending(letter: Letter): Sent {
  return { ...letter, state: 'sending', raw: null };
}

export const outbox = new Outbox();
