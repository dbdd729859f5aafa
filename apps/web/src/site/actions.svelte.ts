import Copy from '@lucide/svelte/icons/copy';
import ExternalLink from '@lucide/svelte/icons/external-link';
import Layers from '@lucide/svelte/icons/layers';
import Lock from '@lucide/svelte/icons/lock';
import LockOpen from '@lucide/svelte/icons/lock-open';
import Pencil from '@lucide/svelte/icons/pencil';
import Power from '@lucide/svelte/icons/power';
import RotateCcwClock from '@lucide/svelte/icons/rotate-ccw-clock';
import Trash from '@lucide/svelte/icons/trash';
import { doors } from '../api/doors.ts';
import { newKey } from '../api/key.ts';
import type { Site } from '../api/types.ts';
import type { MenuItem } from '../parts/Menu.svelte';
import { tell } from '../parts/toasts.ts';
import { pathTo, router } from '../router/router.svelte.ts';

type Asking = 'rename' | 'duplicate' | 'lock' | 'delete';

/** What can be done with a whole site. Those that ask something first hold one dialog open. */
export class SiteActions {
  asking = $state<Asking | null>(null);
  site = $state.raw<Site | null>(null);
  text = $state('');
  busy = $state(false);
  raw = $state.raw<unknown>(null);

  /** Of what is asked now: asking again after no answer asks for the same. */
  #key = newKey();
  readonly #onSite: (site: Site) => void;
  readonly #onDeleted: (id: string) => void;

  constructor(onSite: (site: Site) => void, onDeleted: (id: string) => void) {
    this.#onSite = onSite;
    this.#onDeleted = onDeleted;
  }

  ask(asking: Asking, site: Site): void {
    this.asking = asking;
    this.site = site;
    this.text = asking === 'rename' ? site.name : asking === 'duplicate' ? `${site.name} copy`.slice(0, 100) : '';
    this.#key = newKey();
    this.raw = null;
  }

  async confirm(): Promise<void> {
    const { site, asking } = this;
    if (site === null || asking === null) return;
    this.busy = true;
    this.raw = null;
    try {
      await this.#carryOut(asking, site, this.text.trim());
      this.asking = null;
    } catch (raw) {
      this.raw = raw;
    } finally {
      this.busy = false;
    }
  }

  enable(site: Site): Promise<void> {
    return this.#atOnce(`${site.name} was not enabled`, () => doors.enableSite(newKey(), site.id));
  }

  disable(site: Site): Promise<void> {
    return this.#atOnce(`${site.name} was not disabled`, () => doors.disableSite(newKey(), site.id));
  }

  unlock(site: Site): Promise<void> {
    return this.#atOnce(`Live of ${site.name} was not unlocked`, () => doors.unlockLive(newKey(), site.id));
  }

  async #carryOut(asking: Asking, site: Site, text: string): Promise<void> {
    switch (asking) {
      case 'rename':
        return this.#onSite(await doors.renameSite(newKey(), site.id, text));
      case 'duplicate': {
        if (site.head === null) return;
        const from = { site: site.id, version: (site.preview ?? site.live)?.version ?? site.head };
        const copy = await doors.createSite(this.#key, { name: text, from });
        this.#onSite(copy.site);
        return tell.done(`${copy.site.name} is made`, {
          description: `A copy of version ${from.version} of ${site.name}.`,
          action: { label: 'Open', onClick: () => router.go(pathTo.chat(copy.site.id)) },
        });
      }
      case 'lock':
        return this.#onSite(await doors.lockLive(newKey(), site.id, text));
      case 'delete':
        await doors.deleteSite(newKey(), site.id, text);
        this.#onDeleted(site.id);
        return tell.note(`${site.name} is deleted`, { description: 'Its events stay in the log.' });
    }
  }

  async #atOnce(otherwise: string, command: () => Promise<Site>): Promise<void> {
    try {
      this.#onSite(await command());
    } catch (raw) {
      tell.trouble(otherwise, raw);
    }
  }
}

/** The menu of a site; with `pages`, also the ways to its other pages, for a screen that has no room for tabs. */
export const menuOf = (site: Site, actions: SiteActions, { pages = false } = {}): MenuItem[] => [
  ...(pages
    ? ([
        { label: 'Versions', icon: Layers, onSelect: () => router.go(pathTo.versions(site.id)) },
        { label: 'History', icon: RotateCcwClock, onSelect: () => router.go(pathTo.history(site.id)) },
      ] satisfies MenuItem[])
    : []),
  ...(site.live && site.state === 'enabled'
    ? ([
        {
          label: 'Open the live site',
          icon: ExternalLink,
          onSelect: () => void window.open(site.urls.live, '_blank', 'noopener'),
        },
      ] satisfies MenuItem[])
    : []),
  ...(pages || site.live ? ([{ type: 'line' }] satisfies MenuItem[]) : []),
  { label: 'Rename', icon: Pencil, onSelect: () => actions.ask('rename', site) },
  site.head === null
    ? { label: 'Duplicate', icon: Copy, off: 'nothing in it yet', onSelect: () => undefined }
    : { label: 'Duplicate', icon: Copy, onSelect: () => actions.ask('duplicate', site) },
  site.liveLocked
    ? { label: 'Unlock live', icon: LockOpen, onSelect: () => void actions.unlock(site) }
    : { label: 'Lock live', icon: Lock, onSelect: () => actions.ask('lock', site) },
  site.state === 'enabled'
    ? { label: 'Disable', icon: Power, onSelect: () => void actions.disable(site) }
    : { label: 'Enable', icon: Power, onSelect: () => void actions.enable(site) },
  { type: 'line' },
  { label: 'Delete', icon: Trash, danger: true, onSelect: () => actions.ask('delete', site) },
];
