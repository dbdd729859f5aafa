import type { Digest } from '@pagewright/artifacts';
import { type Cause, causeOf, type Recorded, type RecordedMeta } from '@pagewright/kernel';
import type { PointerTarget, SiteEvent } from '@pagewright/sites';

export interface HostedVersion {
  readonly version: number;
  readonly digest: Digest;
  readonly artifact: Digest;
}

/** What stands under a version's number: its files, or that they were deleted. */
export type HostedVersions = ReadonlyMap<number, HostedVersion | 'deleted'>;

export interface HostedPointer {
  readonly version: number;
  readonly position: number;
  /** The event that put it there. */
  readonly cause: Cause;
}

/** What the log says about one site, as far as a web host is concerned. */
export interface HostedSite {
  readonly site: string;
  readonly fqdn: string;
  readonly key: string;
  readonly serving: 'enabled' | 'disabled';
  readonly pointers: Readonly<Record<PointerTarget, HostedPointer | null>>;
  /** Grows in place, since a site may have thousands. */
  readonly versions: HostedVersions;
}

/** A site as plain data. A version is `[number, tree, artifact]`, and `[number]` where its files were deleted. */
export interface StoredSite extends Omit<HostedSite, 'versions'> {
  readonly versions: readonly (readonly [number] | readonly [number, Digest, Digest])[];
}

/** The fold of all sites' events into addresses, versions and pointers. Events come in the order of the log. */
export class HostedSites {
  readonly #sites: Map<string, HostedSite>;

  /** @param stored what an earlier fold came to, to go on from */
  constructor(stored: readonly StoredSite[] = []) {
    this.#sites = new Map(stored.map((site) => [site.site, { ...site, versions: versionsIn(site) }]));
  }

  /** What another fold can go on from. */
  stored(): readonly StoredSite[] {
    return Array.from(this.#sites.values(), (site) => ({
      ...site,
      versions: Array.from(site.versions, ([number, version]) =>
        version === 'deleted' ? ([number] as const) : ([number, version.digest, version.artifact] as const),
      ),
    }));
  }

  /** Undefined for a site that never was, and for one that was deleted. */
  get(site: string): HostedSite | undefined {
    return this.#sites.get(site);
  }

  ids(): IterableIterator<string> {
    return this.#sites.keys();
  }

  /** Whether the event made a difference to what is to be served. */
  apply(event: Recorded<SiteEvent>): boolean {
    const before = this.#sites.get(event.data.site);
    const after = hosted(before, event);
    if (after === before) return false;
    if (after) this.#sites.set(after.site, after);
    else this.#sites.delete(event.data.site);
    return true;
  }
}

const versionsIn = ({ versions }: StoredSite): HostedVersions =>
  new Map(
    versions.map(([version, digest, artifact]) => [
      version,
      digest === undefined || artifact === undefined ? 'deleted' : { version, digest, artifact },
    ]),
  );

const hosted = (site: HostedSite | undefined, event: Recorded<SiteEvent>): HostedSite | undefined => {
  if (event.type === 'SiteCreated') return created(event);
  if (!site) return undefined;
  switch (event.type) {
    case 'SiteDeleted':
      return undefined;
    case 'SiteDisabled':
      return { ...site, serving: 'disabled' };
    case 'SiteEnabled':
      return { ...site, serving: 'enabled' };
    case 'BuildSucceeded':
      return built(site, event);
    case 'VersionPromoted':
      return pointed(site, event.data.target, event.data.version, event.meta);
    case 'VersionDeleted':
      return withVersion(site, event.data.version, 'deleted');
    default:
      return site;
  }
};

type Of<Type extends SiteEvent['type']> = Extract<Recorded<SiteEvent>, { type: Type }>;

const created = ({ data: { site, fqdn, key } }: Of<'SiteCreated'>): HostedSite => ({
  site,
  fqdn,
  key,
  serving: 'enabled',
  pointers: { live: null, preview: null },
  versions: new Map(),
});

const built = (site: HostedSite, { data, meta }: Of<'BuildSucceeded'>): HostedSite => {
  // Both digests passed the schema of the event; only the brand differs between the contexts.
  const version = { version: data.version, digest: asDigest(data.tree), artifact: asDigest(data.artifact.digest) };
  return pointed(withVersion(site, data.version, version), 'preview', data.version, meta);
};

const withVersion = (site: HostedSite, number: number, version: HostedVersion | 'deleted'): HostedSite => {
  (site.versions as Map<number, HostedVersion | 'deleted'>).set(number, version);
  return { ...site };
};

const asDigest = (text: string): Digest => text as Digest;

const pointed = (site: HostedSite, target: PointerTarget, version: number, meta: RecordedMeta): HostedSite => ({
  ...site,
  pointers: { ...site.pointers, [target]: { version, position: meta.position, cause: causeOf(meta) } },
});
