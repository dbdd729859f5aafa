import type { Digest } from '@pagewright/artifacts';
import type { PointerTarget } from '@pagewright/sites';
import type { HostedVersions } from './hosted-sites.ts';

/** Under which addresses a site is served, and which versions may be asked for at their own. */
export interface Placement {
  readonly site: string;
  readonly fqdn: string;
  /** The secret in the addresses of preview and versions. */
  readonly key: string;
  /** `disabled`: the live address answers 503. */
  readonly serving: 'enabled' | 'disabled';
  /** May be the same map, grown since. */
  readonly versions: HostedVersions;
}

/** A version to be shown by a pointer. */
export interface Release {
  readonly site: string;
  readonly target: PointerTarget;
  readonly version: number;
  /** Of the version's tree: what is served is what has this digest. */
  readonly digest: Digest;
  /** The archive that holds the tree. */
  readonly artifact: Digest;
  /** Position of the pointer event: the fence of the switch. */
  readonly position: number;
}

/** Position of the pointer event that each target shows on disk, null where it shows none. */
export interface HeldSite {
  readonly site: string;
  readonly positions: Readonly<Record<PointerTarget, number | null>>;
}

/**
 * - `switched`: what is served has changed.
 * - `unchanged`: this version was served already.
 * - `stale`: a pointer event with a higher position is on disk; nothing was done.
 */
export type Applied = 'switched' | 'unchanged' | 'stale';

/**
 * A web host that is told what to serve. Every call may be repeated and brings the same state; what it resolves with
 * holds on disk, also for the next process. Every adapter passes `test/contracts/host.contract.ts`.
 */
export interface Host {
  /** As in the Deployment stream, e.g. `embedded`. */
  readonly name: string;
  /** Every site that something is on disk of. */
  held(): Promise<readonly HeldSite[]>;
  place(placement: Placement): Promise<void>;
  /**
   * Lays a release down, compares its tree with the digest and moves the target's pointer, so that no request fails
   * and each response comes whole from one version. Until it resolves, and when it rejects, the old one is served.
   * @throws TreeMismatch; errors of the artifact store and of the archive; when the site was not placed.
   */
  apply(release: Release): Promise<Applied>;
  /** Ends every address of the site and removes all of it; a site that is not there is no error. */
  forget(site: string): Promise<void>;
}

/** An archive holds another tree than the one that the log names; it is never served. */
export class TreeMismatch extends Error {
  override readonly name = 'TreeMismatch';
  constructor(version: number, expected: Digest, actual: Digest) {
    super(`The archive of version ${version} holds the tree ${actual}, the log names ${expected}: it is not served`);
  }
}
