import { doors } from '../api/doors.ts';
import type { Site } from '../api/types.ts';
import { live } from '../live/live.svelte.ts';

/** The few sites that changed last, for the side bar and the switcher. Silent when it cannot be read: nothing waits on it. */
class MySites {
  recent = $state.raw<readonly Site[]>([]);
  #followers = 0;
  #leave: (() => void) | null = null;

  /** Keeps the list fresh until the returned function is called. */
  follow(): () => void {
    if (this.#followers++ === 0) {
      this.#leave = live.subscribe('account', {
        onSubscribed: () => void this.#load(),
        onData: (data) => {
          for (const item of data) {
            if (item.kind === 'site') this.#put(item.site);
            if (item.kind === 'gone') this.recent = this.recent.filter(({ id }) => id !== item.site);
          }
        },
      });
    }
    return () => {
      if (--this.#followers > 0) return;
      this.#leave?.();
      this.#leave = null;
    };
  }

  async #load(): Promise<void> {
    try {
      this.recent = (await doors.sites({ sort: 'changed', limit: 6 })).items;
    } catch {
      // The pages say themselves what is wrong; this list is a convenience.
    }
  }

  #put(site: Site): void {
    this.recent = [site, ...this.recent.filter(({ id }) => id !== site.id)]
      .toSorted((a, b) => b.lastChange.at.localeCompare(a.lastChange.at))
      .slice(0, 6);
  }
}

export const mySites = new MySites();
