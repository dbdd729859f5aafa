import { SvelteSet } from 'svelte/reactivity';
import { doors } from '../../api/doors.ts';
import { newKey } from '../../api/key.ts';
import type { SystemItem, SystemLock } from '../../api/types.ts';
import { tell } from '../../parts/toasts.ts';

type Asking =
  { readonly what: 'break'; readonly lock: SystemLock } | { readonly what: 'letter'; readonly item: SystemItem };

/** What a site is called, or the next best thing. */
export const siteOf = ({ site }: { readonly site: SystemItem['site'] }, otherwise: string): string =>
  site?.name ?? site?.id ?? otherwise;

/** The acts of an operator, each told in passing when it is done. */
export class Operating {
  asking = $state.raw<Asking | null>(null);
  /** What the dialog's act failed with. */
  raw = $state.raw<unknown>(null);
  busy = $state(false);
  /** Ids of items, keys of locks and sites that something is done with now. */
  readonly at = new SvelteSet<string>();
  readonly #done: () => void;

  /** `done` is called after each act, whatever came of it. */
  constructor(done: () => void) {
    this.#done = done;
  }

  ask(asking: Asking): void {
    this.raw = null;
    this.asking = asking;
  }

  retry(item: SystemItem): Promise<void> {
    const work = siteOf(item, item.id);
    return this.#with(item.id, `The work of ${work} was not put back`, async () => {
      await doors.settleItem(newKey(), item.id, 'retry');
      tell.done(`The work of ${work} is in its queue again`);
    });
  }

  drop(item: SystemItem): Promise<void> {
    return this.#inDialog(async () => {
      await doors.settleItem(newKey(), item.id, 'drop');
      tell.done(`The letter about ${siteOf(item, item.id)} is settled`);
    });
  }

  takeAway(lock: SystemLock): Promise<void> {
    return this.#inDialog(async () => {
      const { outcome } = await doors.breakLock(newKey(), lock.key, { token: lock.token, force: true });
      const name = siteOf(lock, lock.key);
      if (outcome === 'taken') tell.done(`The lock of ${name} was taken from ${lock.holder}`);
      else tell.note(`The lock of ${name} was free already`);
    });
  }

  /** The dialog need not stay open for it: the row says that it is waited. */
  waitForExpiry(lock: SystemLock): Promise<void> {
    this.asking = null;
    const name = siteOf(lock, lock.key);
    return this.#with(lock.key, `The lock of ${name} is still held`, async () => {
      await doors.breakLock(newKey(), lock.key, { token: lock.token, force: false });
      tell.done(`The lock of ${name} is free`);
    });
  }

  wake(site: { readonly id: string; readonly name: string | null }): Promise<void> {
    const name = site.name ?? site.id;
    return this.#with(site.id, `The runners were not told of ${name}`, async () => {
      await doors.wakeSite(newKey(), site.id);
      tell.done(`The runners look at ${name} next`);
    });
  }

  async #with(id: string, failed: string, act: () => Promise<void>): Promise<void> {
    if (this.at.has(id)) return;
    this.at.add(id);
    try {
      await act();
    } catch (raw) {
      tell.trouble(failed, raw);
    } finally {
      this.at.delete(id);
      this.#done();
    }
  }

  async #inDialog(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.raw = null;
    try {
      await act();
      this.asking = null;
    } catch (raw) {
      this.raw = raw;
    } finally {
      this.busy = false;
      this.#done();
    }
  }
}
