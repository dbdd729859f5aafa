import { doors } from '../../api/doors.ts';
import { newKey } from '../../api/key.ts';
import type { Version } from '../../api/types.ts';
import { tell } from '../../parts/toasts.ts';
import type { SiteRoom } from '../../site/room.svelte.ts';

/**
 * What people say of versions: star and pin at once, note and delete after a dialog. One dialog is open at a time; what
 * was typed stays in it when the command fails.
 */
export class Marking {
  asking = $state<'note' | 'delete' | null>(null);
  version = $state.raw<Version | null>(null);
  text = $state('');
  busy = $state(false);
  raw = $state.raw<unknown>(null);

  readonly #room: SiteRoom;
  readonly #onDeleted: (version: number) => void;
  #key = '';

  constructor(room: SiteRoom, onDeleted: (version: number) => void) {
    this.#room = room;
    this.#onDeleted = onDeleted;
  }

  star({ number, starred }: Version): Promise<void> {
    return this.#mark(number, starred ? 'unstar' : 'star');
  }

  pin({ number, pinned }: Version): Promise<void> {
    return this.#mark(number, pinned ? 'unpin' : 'pin');
  }

  ask(asking: 'note' | 'delete', version: Version): void {
    this.asking = asking;
    this.version = version;
    this.text = asking === 'note' ? (version.note ?? '') : '';
    this.raw = null;
    this.#key = newKey();
  }

  async confirm(): Promise<void> {
    const { version, asking, text } = this;
    if (version === null || asking === null || this.busy) return;
    this.busy = true;
    this.raw = null;
    try {
      if (asking === 'note') await this.#note(version.number, text.trim());
      else await this.#delete(version.number);
      this.asking = null;
    } catch (raw) {
      this.raw = raw;
      this.#key = newKey();
    } finally {
      this.busy = false;
    }
  }

  async #note(number: number, note: string): Promise<void> {
    this.#room.shelf.take(await doors.noteVersion(this.#key, this.#room.id, number, note === '' ? null : note));
  }

  async #delete(number: number): Promise<void> {
    await doors.deleteVersion(this.#key, this.#room.id, number);
    this.#room.shelf.drop(number);
    this.#onDeleted(number);
    tell.note(`Version ${number} is deleted`, { description: 'Its number is not used again.' });
  }

  async #mark(number: number, mark: 'star' | 'unstar' | 'pin' | 'unpin'): Promise<void> {
    try {
      this.#room.shelf.take(await doors.markVersion(newKey(), this.#room.id, number, mark));
    } catch (raw) {
      tell.trouble(`Version ${number} was not ${WORDS[mark]}`, raw);
    }
  }
}

const WORDS = { star: 'starred', unstar: 'unstarred', pin: 'pinned', unpin: 'unpinned' } as const;
