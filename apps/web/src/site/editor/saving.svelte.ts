import { doors } from '../../api/doors.ts';
import { newKey } from '../../api/key.ts';
import { isRefusal } from '../../api/trouble.ts';
import type { Turn } from '../../api/types.ts';
import { tell } from '../../parts/toasts.ts';
import { visualEdits } from './edits.svelte.ts';

interface Room {
  readonly id: string;
  takeTurn(turn: Turn): void;
}

/** Makes one build of all edits that are not saved. They are kept until the API has taken them. */
export class Saving {
  busy = $state(false);
  readonly #room: Room;
  /** What was sent last, and under which key: the same edits are the same intent. */
  #sent: object | null = null;
  #key = '';

  constructor(room: Room) {
    this.#room = room;
  }

  async save(): Promise<void> {
    const { id } = this.#room;
    const unsaved = visualEdits.of(id);
    if (unsaved === null || this.busy) return;
    if (unsaved !== this.#sent) this.#key = newKey();
    this.#sent = unsaved;
    this.busy = true;
    try {
      const { version, list } = unsaved;
      this.#room.takeTurn(await doors.saveEdits(this.#key, id, { version, list: [...list] }));
      visualEdits.discard(id);
    } catch (raw) {
      tell.trouble('The edits were not saved', raw);
      // What nobody answered may have arrived; what was refused did not.
      if (isRefusal(raw, 400, 403, 404, 409, 413, 422)) this.#sent = null;
    } finally {
      this.busy = false;
    }
  }
}
