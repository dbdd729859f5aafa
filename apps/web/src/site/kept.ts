import type { Attachment } from '../api/types.ts';
import type { Pick as Picked } from './picks.svelte.ts';

/** A message on its way: kept until the API has acknowledged it, sent again under the same key. */
export interface Letter {
  readonly key: string;
  readonly site: string;
  readonly prompt: string;
  readonly retryOf: string | null;
  /** A change to make, or a question to answer. */
  readonly kind: 'build' | 'ask';
  readonly picks: readonly Picked[];
  readonly attachments: readonly Attachment[];
  /** When it was sent first, ISO. */
  readonly at: string;
}

type Storage_ = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/**
 * Text under names of this tab. Storage may be refused or full: then it is kept in memory, for as long as the page lives,
 * and nothing throws into the middle of typing.
 */
export class Kept {
  readonly #storage: () => Storage_;
  readonly #memory = new Map<string, string>();

  constructor(storage: () => Storage_ = () => sessionStorage) {
    this.#storage = storage;
  }

  get(name: string): string | null {
    const inMemory = this.#memory.get(name);
    if (inMemory !== undefined) return inMemory;
    try {
      return this.#storage().getItem(prefix + name);
    } catch {
      return null;
    }
  }

  set(name: string, text: string): void {
    try {
      this.#storage().setItem(prefix + name, text);
      this.#memory.delete(name);
    } catch {
      this.#memory.set(name, text);
    }
  }

  clear(): void {
    this.#memory.clear();
    try {
      const storage = this.#storage();
      const names = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      for (const name of names) if (name?.startsWith(prefix)) storage.removeItem(name);
    } catch {
      // Nothing was kept there then.
    }
  }

  remove(name: string): void {
    this.#memory.delete(name);
    try {
      this.#storage().removeItem(prefix + name);
    } catch {
      // Nothing was kept there then.
    }
  }
}

export const kept = new Kept();

/** Where the draft for a site is kept. */
export const draftOf = (site: string): string => `draft.${site}`;

const OUTBOX = 'outbox';

export const keptLetters = (store: Kept): readonly Letter[] => {
  const text = store.get(OUTBOX);
  if (text === null) return [];
  try {
    const letters: unknown = JSON.parse(text);
    return Array.isArray(letters) ? letters.filter(isLetter).map(whole) : [];
  } catch {
    return [];
  }
};

export const keepLetters = (store: Kept, letters: readonly Letter[]): void =>
  letters.length === 0 ? store.remove(OUTBOX) : store.set(OUTBOX, JSON.stringify(letters));

const prefix = 'pagewright.';

const isLetter = (raw: unknown): raw is Letter =>
  typeof raw === 'object' &&
  raw !== null &&
  ['key', 'site', 'prompt', 'at'].every((name) => typeof (raw as Record<string, unknown>)[name] === 'string');

/** A letter of an earlier release of this page lacks what letters did not have then. */
const whole = (letter: Letter): Letter => {
  const { kind, picks, attachments } = letter as Partial<Letter>;
  return { ...letter, kind: kind ?? 'build', picks: picks ?? [], attachments: attachments ?? [] };
};
