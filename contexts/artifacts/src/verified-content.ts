import { ArtifactCorrupt } from './artifact-errors.ts';
import { DigestMeter, type Digest } from './digest.ts';

/** Passes chunks on and ends in an error when they were not the digest's. @throws ArtifactCorrupt */
export async function* verifiedContent(
  digest: Digest,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const meter = new DigestMeter();
  for await (const chunk of chunks) {
    meter.update(chunk);
    yield chunk;
  }
  const actual = meter.digest();
  if (actual !== digest) throw new ArtifactCorrupt(digest, actual);
}
