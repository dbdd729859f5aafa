import { doors } from '../../api/doors.ts';
import { isRefusal } from '../../api/trouble.ts';
import type { System } from '../../api/types.ts';

const EVERY_MS = 5_000;

/**
 * The house as the API last told it, asked again every few seconds while somebody looks. What was told stays when the
 * API is away, and says of when it is.
 */
export class SystemWatch {
  seen = $state.raw<System | null>(null);
  /** `gone`: the page is not for this account. */
  status = $state<'loading' | 'ready' | 'failed' | 'gone'>('loading');
  /** Why the newest question has no answer; null where it has one. */
  raw = $state.raw<unknown>(null);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #followed = false;

  /** Keeps it fresh until the returned function is called. */
  follow(): () => void {
    const look = (): void => {
      if (document.hidden) clearTimeout(this.#timer);
      else void this.refresh();
    };
    this.#followed = true;
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      this.#followed = false;
      clearTimeout(this.#timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    try {
      const seen = await doors.system();
      if (asked !== this.#asked) return;
      this.seen = seen;
      this.raw = null;
      this.status = 'ready';
    } catch (raw) {
      if (asked !== this.#asked) return;
      this.raw = raw;
      if (isRefusal(raw, 404)) this.status = 'gone';
      else if (this.seen === null) this.status = 'failed';
    }
    if (this.#followed && !document.hidden && this.status !== 'gone') {
      this.#timer = setTimeout(() => void this.refresh(), EVERY_MS);
    }
  }
}
