import type { ExpiringStore } from '@pagewright/kernel';
import { z } from 'zod';

/** Longer than the 48 h within which the same Idempotency-Key has to give the same answer. */
const REMEMBERED_SECONDS = 3 * 24 * 60 * 60;
const remembered = z.object({ digest: z.string(), size: z.int(), type: z.string() });
export type KeptFile = z.infer<typeof remembered>;

/** Files belong to who sent them, for three days: knowing a digest gives nobody somebody else's file. */
export const rememberAttachment = async (store: ExpiringStore, account: string, file: KeptFile): Promise<void> => {
  const key = keyOf(account, file.digest);
  await store.delete(key);
  await store.create(key, { digest: file.digest, size: file.size, type: file.type }, REMEMBERED_SECONDS);
};

export const recalledAttachment = async (
  store: ExpiringStore,
  account: string,
  digest: string,
): Promise<KeptFile | undefined> => remembered.safeParse((await store.get(keyOf(account, digest)))?.value).data;

const keyOf = (account: string, digest: string): string => `attachment.${account}.${digest}`;
