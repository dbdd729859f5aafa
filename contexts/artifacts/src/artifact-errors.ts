import type { Digest } from './digest.ts';

/** Content that was to be stored under a digest is other content. */
export class DigestMismatch extends Error {
  override readonly name = 'DigestMismatch';
  readonly expected: Digest;
  readonly actual: Digest;

  constructor(expected: Digest, actual: Digest) {
    super(`Content announced as ${expected} has the digest ${actual} and was not stored. Send it again.`);
    this.expected = expected;
    this.actual = actual;
  }
}

export class ArtifactMissing extends Error {
  override readonly name = 'ArtifactMissing';
  readonly digest: Digest;

  constructor(digest: Digest, options?: ErrorOptions) {
    super(`Artifact ${digest} is not in the store.`, options);
    this.digest = digest;
  }
}

/** Stored bytes are no longer those that were put; a put of the right ones repairs the object. */
export class ArtifactCorrupt extends Error {
  override readonly name = 'ArtifactCorrupt';
  readonly digest: Digest;
  readonly actual: Digest;

  constructor(digest: Digest, actual: Digest) {
    super(`Artifact ${digest} is damaged: its bytes have the digest ${actual}. Put the right bytes again.`);
    this.digest = digest;
    this.actual = actual;
  }
}

export class ArtifactStoreFull extends Error {
  override readonly name = 'ArtifactStoreFull';

  constructor(options?: ErrorOptions) {
    super('The artifact store has no space left. Free some, then try again.', options);
  }
}
