import type { ExpiringStore } from '@pagewright/kernel';
import type { SiteSource } from '@pagewright/sites';
import { z } from 'zod';

type Archive = SiteSource['archive'];

/** Longer than the 48 h within which the same Idempotency-Key has to give the same answer. */
const REMEMBERED_SECONDS = 3 * 24 * 60 * 60;
const remembered = z.object({ digest: z.string(), size: z.int() });

/** Uploads belong to who sent them, for three days: knowing a digest gives nobody somebody else's files. */
export const rememberUpload = async (
  store: ExpiringStore,
  account: string,
  archive: { digest: string; size: number },
): Promise<void> => {
  const key = uploadKey(account, archive.digest);
  await store.delete(key);
  await store.create(key, archive, REMEMBERED_SECONDS);
};

export const recalledUpload = async (
  store: ExpiringStore,
  account: string,
  digest: string,
): Promise<Archive | undefined> => {
  const known = remembered.safeParse((await store.get(uploadKey(account, digest)))?.value);
  return known.success ? { digest: known.data.digest as Archive['digest'], size: known.data.size } : undefined;
};

const uploadKey = (account: string, digest: string): string => `upload.${account}.${digest}`;
