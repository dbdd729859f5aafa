import { getBytes, putBytes, type ArtifactStore } from '@pagewright/artifacts';
import type { Activity } from '@pagewright/kernel';
import type { Sha256 } from '@pagewright/sites';

export interface ActivityBlob {
  readonly digest: Sha256;
  readonly count: number;
}

/** A stored object, as events name it. */
export interface Blob {
  readonly digest: Sha256;
  /** Bytes. */
  readonly size: number;
}

/**
 * Stores what the attempts after `after` showed as JSON lines `{sequence, attempt, time, part}`, durably and read back
 * by digest. Attempts that crashed have no ending of their own: their parts come with the one that ends.
 */
export const storeActivity = async (
  { activity, artifacts }: { readonly activity: Activity; readonly artifacts: ArtifactStore },
  build: string,
  after: number,
): Promise<ActivityBlob> => {
  const parts = (await activity.read(build)).filter(({ attempt }) => attempt > after);
  const lines = parts.map(({ sequence, attempt, time, part }) => JSON.stringify({ sequence, attempt, time, part }));
  const { digest } = await storeBlob(artifacts, lines.map((line) => `${line}\n`).join(''));
  return { digest, count: parts.length };
};

/** Durable and read back by digest before it is named anywhere. */
export const storeBlob = async (artifacts: ArtifactStore, content: Uint8Array | string): Promise<Blob> => {
  const { digest, size } = await putBytes(
    artifacts,
    typeof content === 'string' ? new TextEncoder().encode(content) : content,
  );
  await getBytes(artifacts, digest);
  return { digest: sha256Of(digest), size };
};

/** A digest is what the events call a Sha256: 64 lower-case hex digits, checked when it was made. */
export const sha256Of = (digest: string): Sha256 => digest as Sha256;
