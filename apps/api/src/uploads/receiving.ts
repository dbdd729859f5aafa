import { packTree, putBytes, treeDigest, type Upload } from '@pagewright/artifacts';
import type { z } from 'zod';
import type { upload } from '../contract/sites.ts';
import { ApiError } from '../http/api-error.ts';
import type { ApiDependencies } from '../http/dependencies.ts';
import { pagesOf } from '../views/pages.ts';
import { rememberUpload } from './recall.ts';

/** An archive is in memory while it is received, whole and packed anew. */
const AT_ONCE = 4;
const AT_ONCE_OF_ONE = 2;

/** Sites that come from outside, of every kind: a few at a time, kept in one form, remembered for who sent them. */
export interface Receiving {
  /** Held while files are received. @throws ApiError 429 or 503 `too-many-uploads` */
  place(account: string): Disposable;
  /** Stores the files packed anew, so that nothing of a sender's archive survives but its files. */
  keep(account: string, received: Upload): Promise<z.infer<typeof upload>>;
}

export const createReceiving = ({ artifacts, log, remembered }: ApiDependencies): Receiving => {
  const receiving: string[] = [];
  return {
    place: (account) => {
      const own = receiving.filter((one) => one === account).length;
      if (own >= AT_ONCE_OF_ONE || receiving.length >= AT_ONCE)
        throw new ApiError(
          own >= AT_ONCE_OF_ONE ? 429 : 503,
          'too-many-uploads',
          'Other archives are being received at this moment; send this one when they are through.',
          { retryAfterSeconds: 5 },
        );
      receiving.push(account);
      return { [Symbol.dispose]: () => void receiving.splice(receiving.indexOf(account), 1) };
    },
    keep: async (account, { tree, ignored }) => {
      const stored = await putBytes(artifacts, await packTree(tree));
      await rememberUpload(remembered, account, stored);
      const bytes = [...tree.values()].reduce((sum, file) => sum + file.length, 0);
      log?.info({ account, digest: stored.digest, tree: treeDigest(tree) }, 'archive received');
      return { ...stored, files: tree.size, bytes, pages: pagesOf([...tree.keys()]), ignored: [...ignored] };
    },
  };
};
