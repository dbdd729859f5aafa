import { tell } from '../parts/toasts.ts';
import type { SiteRoom } from './room.svelte.ts';

/** An old tree as a new head: at once when nothing runs or waits, else in its turn. */
export class Restoring {
  /** The version that is being restored this moment. */
  busy = $state<number | null>(null);
  readonly #room: SiteRoom;

  constructor(room: SiteRoom) {
    this.#room = room;
  }

  /** Answers whether it was accepted; a refusal is told. */
  async restore(version: number): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = version;
    try {
      const { outcome, place } = await this.#room.restore(version);
      if (outcome?.type === 'version') {
        tell.done(`Restored as version ${outcome.version}`, { description: `The same files as version ${version}` });
      } else {
        const behind =
          place === null || place < 2 ? 'It comes after the build that runs.' : `It is number ${place} in the queue.`;
        tell.note(`Version ${version} will be restored`, { description: behind });
      }
      return true;
    } catch (raw) {
      tell.trouble(`Version ${version} was not restored`, raw);
      return false;
    } finally {
      this.busy = null;
    }
  }
}
