/** Whose text it is: `account` or `site`, and the id. Erasing the owner's key makes all its sealed text unreadable. */
export interface KeyOwner {
  readonly kind: 'account' | 'site';
  readonly id: string;
}

/** Text under AES-256-GCM; `key` names the data key, `sealed` is base64url of nonce, ciphertext and tag. */
export interface Sealed {
  readonly sealed: string;
  readonly key: string;
}

export const ERASED = '[erased]';

/** Data keys, one per owner, made on first use, erasable for ever. */
export interface Keys {
  /** Bytes of the owner's key, making it if there is none. A key that was erased is never made again: throws KeyErased. */
  ensure(owner: KeyOwner): Promise<{ readonly key: string; readonly bytes: Uint8Array }>;
  find(key: string): Promise<Uint8Array | undefined>;
  erase(owner: KeyOwner): Promise<void>;
}

export interface Sealer {
  seal(owner: KeyOwner, text: string): Promise<Sealed>;
  /** The text, or `[erased]` when its key is gone. @throws SealBroken when the ciphertext was altered. */
  open(sealed: Sealed): Promise<string>;
}

export class KeyErased extends Error {
  override readonly name = 'KeyErased';
}
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}
