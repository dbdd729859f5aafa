export { defaultArchiveLimits, type ArchiveLimits } from './archive/archive-limits.ts';
export { assertSafePath, byCodeUnit, type PathLimits } from './archive/file-path.ts';
export { NameLedger } from './archive/name-ledger.ts';
export { packStream, packTree } from './archive/pack-tree.ts';
export { unpackArchive } from './archive/unpack-archive.ts';
export { zipStream } from './archive/zip-tree.ts';
export { UnsafeArchive, type UnsafeArchiveCode } from './archive/unsafe-archive.ts';
export { ArtifactCorrupt, ArtifactMissing, ArtifactStoreFull, DigestMismatch } from './artifact-errors.ts';
export {
  getBytes,
  putBytes,
  type ArtifactHead,
  type ArtifactReading,
  type ArtifactStore,
  type StoredArtifact,
} from './artifact-store.ts';
export { asChunks, collectBytes } from './byte-stream.ts';
export { DigestMeter, digestOf, isDigest, NotADigest, sha256, type Digest } from './digest.ts';
export { countsOf, type ManifestCounts } from './manifest-counts.ts';
export {
  manifestBytes,
  ManifestInvalid,
  manifestOf,
  parseManifest,
  type Manifest,
  type ManifestInput,
} from './manifest.ts';
export { listFiles, treeDigest, type ListedFile } from './tree-digest.ts';
export { stripSingleTopFolder, unpackUpload, withoutSystemJunk, type Upload } from './upload.ts';
export { verifiedContent } from './verified-content.ts';
