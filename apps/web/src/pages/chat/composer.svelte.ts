import { kept } from '../../site/kept.ts';
import type { SiteRoom } from '../../site/room.svelte.ts';

/** As much as the API takes, in bytes of UTF-8. */
export const MOST_BYTES = 32_768;
const encoder = new TextEncoder();

/** What is being typed for one site; kept with every key, so that a reload loses nothing. */
export class Composer {
  text = $state('');
  /** Counts requests for the keyboard; the field follows. */
  wanted = $state(0);

  readonly bytes = $derived(encoder.encode(this.text).length);
  readonly tooLong = $derived(this.bytes > MOST_BYTES);
  readonly ready = $derived(this.text.trim() !== '' && !this.tooLong);

  readonly #room: SiteRoom;
  readonly #name: string;

  constructor(room: SiteRoom) {
    this.#room = room;
    this.#name = `draft.${room.id}`;
    this.text = kept.get(this.#name) ?? '';
  }

  keep(): void {
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

  send(): void {
    if (!this.ready) return;
    this.#room.send(this.text.trim());
    this.text = '';
    this.keep();
  }
}
