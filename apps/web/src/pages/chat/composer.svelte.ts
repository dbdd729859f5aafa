import { draftOf, Kept, kept } from '../../site/kept.ts';
import type { Message } from '../../site/outbox.svelte.ts';
import { picks } from '../../site/picks.svelte.ts';
import type { SiteRoom } from '../../site/room.svelte.ts';
import { Attaching } from './attaching.svelte.ts';

/** As much as the API takes, in bytes of UTF-8. */
export const MOST_BYTES = 32_768;
const encoder = new TextEncoder();

/** To have something changed, or to be told something. */
export type Mode = 'build' | 'ask';
const preferences = new Kept(() => localStorage);
const MODE = 'composer-mode';

/** What is being typed for one site; kept with every key, so that a reload loses nothing. */
export class Composer {
  text = $state('');
  /** Counts requests for the keyboard; the field follows. */
  wanted = $state(0);
  /** Why the last try to send did nothing, as long as that holds; it goes with the next key. */
  readonly why = $derived.by(() => (this.#tried && this.#mode === 'build' ? this.attaching.holdsUp : null));
  readonly attaching: Attaching;

  readonly bytes = $derived(encoder.encode(this.text).length);
  readonly tooLong = $derived(this.bytes > MOST_BYTES);
  /** Whether there is anything to send: words, or a file to add. */
  readonly ready = $derived.by(() => !this.tooLong && (this.text.trim() !== '' || this.#bringsFiles));

  #mode = $state<Mode>('build');
  #tried = $state(false);
  readonly #room: SiteRoom;
  readonly #name: string;

  constructor(room: SiteRoom) {
    this.#room = room;
    this.#name = draftOf(room.id);
    this.text = kept.get(this.#name) ?? '';
    this.#mode = preferences.get(MODE) === 'ask' ? 'ask' : 'build';
    this.attaching = new Attaching(room.id);
  }

  get mode(): Mode {
    return this.#mode;
  }

  set mode(mode: Mode) {
    this.#mode = mode;
    this.#tried = false;
    preferences.set(MODE, mode);
  }

  keep(): void {
    this.#tried = false;
    if (this.text === '') kept.remove(this.#name);
    else kept.set(this.#name, this.text);
  }

  /** Puts words into the field, behind what stands there already. */
  suggest(words: string): void {
    const before = this.text.trimEnd();
    this.text = before === '' || before === words ? words : `${before}\n${words}`;
    this.keep();
    this.wanted += 1;
  }

  /** Puts a message back that was not sent, with what belonged to it. */
  takeBack({ kind, prompt, picks: pointedAt, attachments }: Message): void {
    this.mode = kind;
    for (const pick of pointedAt) picks.add(this.#room.id, pick);
    this.attaching.takeBack(attachments);
    this.suggest(prompt);
  }

  /** The text as a file for reference, where it is too long for a message. */
  attachText(): void {
    this.attaching.add([new File([this.text], 'long-text.txt', { type: 'text/plain' })], 'reference');
    this.text = '';
    this.keep();
    this.wanted += 1;
  }

  send(): void {
    if (!this.ready) return;
    const asks = this.#mode === 'ask';
    this.#tried = true;
    if (this.why !== null) return;
    const attachments = asks ? [] : this.attaching.ready;
    const prompt = this.text.trim() || addingWords(attachments.map(({ name }) => name));
    this.#room.send({ kind: this.#mode, prompt, picks: picks.of(this.#room.id), attachments });
    picks.clear(this.#room.id);
    if (!asks) this.attaching.clear();
    this.text = '';
    this.keep();
  }

  get #bringsFiles(): boolean {
    return this.#mode === 'build' && this.attaching.files.some(({ intent }) => intent !== 'reference');
  }
}

const addingWords = (names: readonly string[]): string => `Add ${names.join(', ')} to my site`;
