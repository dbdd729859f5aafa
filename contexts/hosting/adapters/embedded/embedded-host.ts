import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isToken } from '@pagewright/kernel';
import { createTurnstile } from '@pagewright/kernel/turnstile';
import {
  type Address,
  addressOf,
  type Applied,
  type HeldSite,
  type Host,
  type HostedVersion,
  type HostedVersions,
  hostNameIn,
  type Placement,
  type Release as ReleaseOrder,
} from '@pagewright/hosting';
import { isMissing } from './durable-files.ts';
import { type PointerFile, readPointerFile, type StoredPointer, writePointerFile } from './pointer-file.ts';
import type { Release } from './release.ts';
import type { ReleaseShelf } from './release-shelf.ts';

export interface EmbeddedHostOptions {
  readonly name: string;
  readonly root: string;
  readonly sitesDomain: string;
  readonly shelf: ReleaseShelf;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that the assets of the version before are still found. */
  readonly previousFor: number;
}

/** A site as it is served now: replaced as a whole, so that a request which took it sees one moment of it. */
export interface SiteState extends PointerFile {
  /** Unknown between a restart and the moment that the log has been read. */
  readonly versions: HostedVersions | undefined;
}

export type Origin =
  | { readonly type: 'live' | 'preview'; readonly site: SiteState }
  | { readonly type: 'version'; readonly site: SiteState; readonly version: number }
  | { readonly type: 'edit'; readonly site: SiteState; readonly version: number | null };

/**
 * The pointers of all sites, in memory and in `<root>/<site>/pointers.json`. A site that was on disk is served from the
 * first moment on. Changes of one site are made one after the other; a switch looks at the position on disk last,
 * since another process may have moved on there.
 */
export class EmbeddedHost implements Host {
  readonly name: string;
  readonly #options: EmbeddedHostOptions;
  readonly #sites = new Map<string, SiteState>();
  readonly #byName = new Map<string, string>();
  readonly #byKey = new Map<string, string>();
  readonly #addresses = new Map<string, Address | undefined>();
  readonly #inTurn = createTurnstile();

  private constructor(options: EmbeddedHostOptions) {
    this.#options = options;
    this.name = options.name;
  }

  static async open(options: EmbeddedHostOptions): Promise<EmbeddedHost> {
    const host = new EmbeddedHost(options);
    for (const site of await host.#onDisk()) {
      await options.shelf.sweep(site);
      const file = await readPointerFile(host.#file(site));
      if (file?.site === site) host.#put({ ...file, versions: undefined });
    }
    return host;
  }

  /** The origin that a `Host` header names, undefined when it names none of ours. */
  origin(header: string | undefined): Origin | undefined {
    const address = header === undefined ? undefined : this.#address(header);
    if (!address) return undefined;
    const id = address.type === 'name' ? this.#byName.get(address.name) : this.#byKey.get(address.key);
    const site = id === undefined ? undefined : this.#sites.get(id);
    if (!site) return undefined;
    if (address.type === 'version') return { type: 'version', site, version: address.version };
    if (address.type === 'edit') return { type: 'edit', site, version: address.version };
    return { type: address.type === 'name' ? 'live' : 'preview', site };
  }

  /** The versions whose assets may still be asked for by pages of the moment before, newest first. */
  previous({ previous }: StoredPointer): readonly HostedVersion[] {
    const now = this.#options.now();
    return previous.filter(({ until }) => until > now);
  }

  /** The release that a pointer shows; laid down again where it is gone from the disk. */
  openShown(site: string, shown: StoredPointer): Promise<Release> {
    return this.#options.shelf.open(site, shown);
  }

  /** A version at its own address, laid down if it is asked for the first time. */
  async openVersion(site: string, version: HostedVersion): Promise<Release> {
    const { shelf } = this.#options;
    if (shelf.knows(site, version)) return shelf.open(site, version);
    const release = await shelf.open(site, version);
    await this.#inTurn([site], () => this.#tidy(this.#sites.get(site)));
    return release;
  }

  discard(release: Release): Promise<void> {
    return this.#options.shelf.discard(release);
  }

  async held(): Promise<readonly HeldSite[]> {
    return (await this.#onDisk()).map((site) => {
      const state = this.#sites.get(site);
      return { site, positions: { live: state?.live?.position ?? null, preview: state?.preview?.position ?? null } };
    });
  }

  place(placement: Placement): Promise<void> {
    return this.#inTurn([placement.site], async () => {
      const { site, fqdn, key, serving, versions } = placement;
      const before = this.#sites.get(site);
      const { live, preview } = before ?? { live: null, preview: null };
      const after = { site, fqdn, key, serving, live, preview };
      const moved = !before || before.fqdn !== fqdn || before.key !== key || before.serving !== serving;
      if (moved) await writePointerFile(this.#file(site), after);
      this.#put({ ...after, versions });
      if ([...versions.values()].includes('deleted')) await this.#tidy(after);
    });
  }

  apply(order: ReleaseOrder): Promise<Applied> {
    return this.#inTurn([order.site], async () => {
      const shown = this.#state(order.site)[order.target];
      if (shown && shown.position > order.position) return 'stale';
      if (shown?.position === order.position) {
        await this.#options.shelf.ensure(order.site, shown);
        return 'unchanged';
      }
      await this.#options.shelf.open(order.site, order);
      return this.#switch(order);
    });
  }

  forget(site: string): Promise<void> {
    return this.#inTurn([site], async () => {
      this.#drop(site);
      await this.#options.shelf.forget(site);
    });
  }

  async #switch({ site, target, version, digest, artifact, position }: ReleaseOrder): Promise<Applied> {
    const state = this.#state(site);
    const onDisk = await readPointerFile(this.#file(site));
    const there = onDisk?.[target];
    if (there && there.position > position) {
      this.#put({ ...state, [target]: there });
      return 'stale';
    }
    const shown = state[target];
    const same = shown?.version === version && shown.digest === digest;
    const previous = shown ? this.#previousAfter(shown, same) : [];
    const { versions, ...stored } = { ...state, [target]: { version, digest, artifact, position, previous } };
    await writePointerFile(this.#file(site), stored);
    this.#put({ ...stored, versions });
    await this.#tidy(stored);
    return same ? 'unchanged' : 'switched';
  }

  #previousAfter(shown: StoredPointer, same: boolean): StoredPointer['previous'] {
    const { now, previousFor } = this.#options;
    const time = now();
    const still = shown.previous.filter(({ until }) => until > time);
    const { version, digest, artifact } = shown;
    return same ? still : [{ version, digest, artifact, until: time + previousFor }, ...still];
  }

  async #tidy(state: PointerFile | undefined): Promise<void> {
    if (!state) return;
    await this.#options.shelf.tidy(state.site, (candidate) => {
      if (this.#isProtected(state, candidate)) return 'protected';
      return this.#sites.get(state.site)?.versions?.get(candidate.version) === 'deleted' ? 'deleted' : 'loose';
    });
  }

  #isProtected(
    { live, preview }: PointerFile,
    { version, digest }: Pick<HostedVersion, 'version'> & { digest: string },
  ) {
    return [live, preview].some(
      (pointer) =>
        pointer &&
        [pointer, ...this.previous(pointer)].some((other) => other.version === version && other.digest === digest),
    );
  }

  #state(site: string): SiteState {
    const state = this.#sites.get(site);
    if (!state) throw new Error(`Site ${site} has no place on host ${this.name} yet`);
    return state;
  }

  #put(state: SiteState): void {
    const before = this.#sites.get(state.site);
    if (before && before.fqdn !== state.fqdn) remove(this.#byName, before.fqdn, state.site);
    if (before && before.key !== state.key) remove(this.#byKey, before.key, state.site);
    this.#sites.set(state.site, state);
    this.#byName.set(state.fqdn, state.site);
    this.#byKey.set(state.key, state.site);
  }

  #drop(site: string): void {
    const before = this.#sites.get(site);
    if (!before) return;
    this.#sites.delete(site);
    remove(this.#byName, before.fqdn, site);
    remove(this.#byKey, before.key, site);
  }

  #address(header: string): Address | undefined {
    if (header.length > LONGEST_REMEMBERED) return undefined;
    if (this.#addresses.has(header)) return this.#addresses.get(header);
    const name = hostNameIn(header);
    const address = name === undefined ? undefined : addressOf(name, this.#options.sitesDomain);
    if (this.#addresses.size >= REMEMBERED_HEADERS) this.#addresses.clear();
    this.#addresses.set(header, address);
    return address;
  }

  async #onDisk(): Promise<readonly string[]> {
    try {
      const entries = await readdir(this.#options.root, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory() && isToken(entry.name)).map(({ name }) => name);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  #file(site: string): string {
    return join(this.#options.root, site, 'pointers.json');
  }
}

const REMEMBERED_HEADERS = 10_000;
/** No name is longer, and nobody shall fill the memory with those that are none. */
const LONGEST_REMEMBERED = 300;

/** Another site may have taken the name meanwhile: it keeps it. */
const remove = (names: Map<string, string>, name: string, site: string): void => {
  if (names.get(name) === site) names.delete(name);
};
