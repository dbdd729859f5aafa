import { digestOf, getBytes, UnsafeArchive, unpackArchive } from '@pagewright/artifacts';
import type { Blob } from './activity-log.ts';
import type { Attempt, AttemptTools, Outcome } from './attempt.ts';
import type { ResultToVerify } from './verification/verify-result.ts';

/** Puts what was made before the verifier, with what only the runner knows of it. */
export const toBeJudged = (
  { build, tenure }: Attempt,
  { summary, agent }: Extract<Outcome, { type: 'made' }>,
  bytes: Pick<ResultToVerify, 'archive' | 'source' | 'origins'>,
  now: Date,
): ResultToVerify => ({
  ...bytes,
  checks: build.kind === 'restore' || build.kind === 'undo' ? 'skip' : 'run',
  about: {
    siteId: tenure.site,
    buildId: build.build,
    attempt: build.attempt,
    sourceVersion: build.sourceVersion,
    fencingToken: tenure.token,
    createdAt: now.toISOString(),
    summary,
    agent,
  },
});

/** The unfinished files, if they can be given to a person: an archive that is not safe to unpack is not kept. */
export const partialOf = async (
  { artifacts }: Pick<AttemptTools, 'artifacts'>,
  partial: Blob | null,
): Promise<Blob | null> => {
  if (!partial) return null;
  try {
    await unpackArchive(await getBytes(artifacts, digestOf(partial.digest)));
    return partial;
  } catch (raw) {
    if (raw instanceof UnsafeArchive) return null;
    throw raw;
  }
};
