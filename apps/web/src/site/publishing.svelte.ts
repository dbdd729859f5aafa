import { doors } from '../api/doors.ts';
import { newKey } from '../api/key.ts';
import { isRefusal } from '../api/trouble.ts';
import type { Pointer, Site } from '../api/types.ts';
import { tell } from '../parts/toasts.ts';

/** What publishing needs of the room it is in. */
interface Room {
  readonly id: string;
  readonly site: Site | null;
  takeSite(site: Site): void;
}

export type PublishMode = 'publish' | 'roll-back';

/**
 * Moving the live pointer. Closed, or open on a version; `busy` while the command runs. A lost race keeps the dialog open
 * with what was published meanwhile. After the command, what the hosts say is told once, and shown in the top bar.
 */
export class Publishing {
  open = $state(false);
  version = $state(0);
  mode = $state<PublishMode>('publish');
  note = $state('');
  busy = $state(false);
  /** What someone else made live while the dialog was open. */
  overtaken = $state.raw<Pointer | null>(null);
  raw = $state.raw<unknown>(null);

  readonly #room: Room;
  #expected = 0;
  #key = '';
  #awaited: number | null = null;

  constructor(room: Room) {
    this.#room = room;
  }

  start(version: number, mode: PublishMode = 'publish', note = ''): void {
    this.version = version;
    this.mode = mode;
    this.note = note;
    this.overtaken = null;
    this.raw = null;
    this.#expect();
    this.open = true;
  }

  async confirm(): Promise<void> {
    this.busy = true;
    this.raw = null;
    const note = this.note.trim();
    const asked = { version: this.version, expectedCurrent: this.#expected };
    try {
      const { site } =
        this.mode === 'publish'
          ? await doors.promote(this.#key, this.#room.id, { ...asked, ...(note && { reason: note }) })
          : await doors.rollBack(this.#key, this.#room.id, { ...asked, reason: note });
      this.#awaited = this.version;
      this.open = false;
      this.#room.takeSite(site);
      if (this.#awaited !== null) tell.working(`Publishing version ${this.version}`, { id: this.#toast });
    } catch (raw) {
      await this.#failed(raw);
    } finally {
      this.busy = false;
    }
  }

  /** What a new state of the site says of a publish that this page began. */
  see({ live, urls }: Site): void {
    if (this.#awaited === null || live === null || live.version !== this.#awaited || live.state === 'publishing')
      return;
    this.#awaited = null;
    const id = this.#toast;
    if (live.state === 'failed') {
      tell.failed(`Version ${live.version} is not live everywhere`, {
        id,
        description: live.reason ?? 'The host gave no reason.',
      });
      return;
    }
    const action = { label: 'Open', onClick: () => void window.open(urls.live, '_blank', 'noopener') };
    tell.done(`Version ${live.version} is live`, { id, description: new URL(urls.live).host, action });
  }

  async #failed(raw: unknown): Promise<void> {
    if (isRefusal(raw, 409)) {
      const site = await doors.site(this.#room.id).catch(() => null);
      if (site) this.#room.takeSite(site);
      if (site?.live && site.live.version !== this.#expected) {
        this.overtaken = site.live;
        this.#expect();
        return;
      }
    }
    this.raw = raw;
    // What was refused is not remembered; the next try is a new intent with perhaps another note.
    if (isRefusal(raw, 400, 403, 404, 409, 422)) this.#key = newKey();
  }

  #expect(): void {
    this.#expected = this.#room.site?.live?.version ?? 0;
    this.#key = newKey();
  }

  get #toast(): string {
    return `publish-${this.#room.id}`;
  }
}
