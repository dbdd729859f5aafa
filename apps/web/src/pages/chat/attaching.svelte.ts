import { doors } from '../../api/doors.ts';
import { troubleOf, Unreachable } from '../../api/trouble.ts';
import type { Attachment } from '../../api/types.ts';
import { kept } from '../../site/kept.ts';
import { canBeAdded, MOST_FILES, whyNot } from './attachable.ts';

export type Intent = Attachment['intent'];

/** A file beside the text: `sending` until the server keeps it, `refused` when it does not. */
export interface Attached {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  readonly state: 'sending' | 'kept' | 'refused';
  /** What the person wants with it; null until they have said so. */
  readonly intent: Intent | null;
  readonly file: Omit<Attachment, 'intent'> | null;
  readonly why: string | null;
  /** Whether trying again may help. */
  readonly again: File | null;
}

type Stored = Omit<Attachment, 'intent'> & { readonly intent: Intent | null };

/** The files that go with the next message; what the server has is kept over a reload. */
export class Attaching {
  files = $state.raw<readonly Attached[]>([]);

  readonly #site: string;
  #count = 0;

  constructor(site: string) {
    this.#site = site;
    this.files = stored(site).map(({ intent, ...file }) => ({
      ...this.#fresh(file.name, file.size),
      state: 'kept',
      intent,
      file,
    }));
  }

  get room(): number {
    return MOST_FILES - this.files.length;
  }

  /** Those that are kept, with what each is for. Not to be called while one is undecided. */
  get ready(): readonly Attachment[] {
    return this.files.flatMap(({ file, intent }) => (file !== null && intent !== null ? [{ ...file, intent }] : []));
  }

  /** Why a message cannot go yet, or null. */
  get holdsUp(): string | null {
    const [refused] = this.files.filter(({ state }) => state === 'refused');
    if (refused) return `${refused.name} was not taken: remove it or try again`;
    const undecided = this.files.find(({ intent }) => intent === null);
    if (undecided) return `Say what ${undecided.name} is for`;
    return this.files.some(({ state }) => state === 'sending') ? 'A file is still on its way' : null;
  }

  add(files: readonly File[], intent: Intent | null = null): void {
    for (const file of files.slice(0, this.room)) {
      const fresh = this.#fresh(file.name, file.size);
      const why = whyNot(file);
      this.#set([
        ...this.files,
        {
          ...fresh,
          intent: canBeAdded(file.name) ? intent : 'reference',
          ...(why !== null && { state: 'refused', why }),
        },
      ]);
      if (why === null) void this.#send(fresh.key, file);
    }
  }

  /** Files that the server has already. */
  takeBack(files: readonly Attachment[]): void {
    const fresh = files.slice(0, this.room).map(({ intent, ...file }) => {
      return { ...this.#fresh(file.name, file.size), state: 'kept' as const, intent, file };
    });
    this.#set([...this.files, ...fresh]);
  }

  again({ key, again }: Attached): void {
    if (again === null) return;
    this.#change(key, { state: 'sending', why: null, again: null });
    void this.#send(key, again);
  }

  decide(key: number, intent: Intent): void {
    this.#change(key, { intent });
  }

  remove(key: number): void {
    this.#set(this.files.filter((file) => file.key !== key));
  }

  clear(): void {
    this.#set([]);
  }

  async #send(key: number, file: File): Promise<void> {
    try {
      this.#change(key, { state: 'kept', file: await doors.attach(this.#site, file) });
    } catch (raw) {
      const again = raw instanceof Unreachable ? file : null;
      this.#change(key, { state: 'refused', why: troubleOf(raw).detail, again });
    }
  }

  #fresh(name: string, size: number): Attached {
    this.#count += 1;
    return { key: this.#count, name, size, state: 'sending', intent: null, file: null, why: null, again: null };
  }

  #change(key: number, more: Partial<Attached>): void {
    this.#set(this.files.map((file) => (file.key === key ? { ...file, ...more } : file)));
  }

  #set(files: readonly Attached[]): void {
    this.files = files;
    const known: Stored[] = files.flatMap(({ file, intent }) => (file === null ? [] : [{ ...file, intent }]));
    if (known.length === 0) kept.remove(nameOf(this.#site));
    else kept.set(nameOf(this.#site), JSON.stringify(known));
  }
}

const nameOf = (site: string): string => `draft-files.${site}`;

function stored(site: string): readonly Stored[] {
  try {
    const files: unknown = JSON.parse(kept.get(nameOf(site)) ?? '[]');
    return Array.isArray(files) ? (files as Stored[]).filter(({ digest, name }) => digest && name) : [];
  } catch {
    return [];
  }
}
