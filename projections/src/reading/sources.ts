import type { Sealed } from '@pagewright/kernel';

/** What rows are made of besides the log. */
export interface Sources {
  /** The text, or `[erased]` when its key is gone. @throws SealBroken */
  open(sealed: Sealed): Promise<string>;
  /** The bytes stored under a digest; throws when there are none. */
  blob(digest: string): Promise<Uint8Array>;
}
