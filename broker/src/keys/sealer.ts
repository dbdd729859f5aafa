import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ERASED, type Keys, SealBroken, type Sealer } from '@pagewright/kernel';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce per text; the key's name is authenticated with it, so that sealed
 * text cannot be moved under another owner's name.
 */
export const createSealer = (keys: Keys): Sealer => ({
  seal: async (owner, text) => {
    const { key, bytes } = await keys.ensure(owner);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, bytes, nonce).setAAD(Buffer.from(key));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { sealed: sealed.toString('base64url'), key };
  },
  open: async ({ sealed, key }) => {
    const bytes = await keys.find(key);
    if (!bytes) return ERASED;
    const whole = Buffer.from(sealed, 'base64url');
    if (whole.length < NONCE_BYTES + TAG_BYTES) throw broken(key);
    const [nonce, text, tag] = [
      whole.subarray(0, NONCE_BYTES),
      whole.subarray(NONCE_BYTES, -TAG_BYTES),
      whole.subarray(-TAG_BYTES),
    ];
    try {
      const decipher = createDecipheriv(CIPHER, bytes, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(key)).setAuthTag(tag);
      return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw broken(key, cause);
    }
  },
});

const broken = (key: string, cause?: unknown): SealBroken =>
  new SealBroken(`A text sealed under ${key} was altered, or the key is not the one it was sealed with`, { cause });
