import { z } from 'zod';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { assertSafePath, byCodeUnit } from './archive/file-path.ts';
import { NameLedger } from './archive/name-ledger.ts';
import { isDigest, type Digest } from './digest.ts';
import { listFiles } from './tree-digest.ts';

const count = z.int().nonnegative();
const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value), 'needs 64 hex digits');

const manifestSchema = z.strictObject({
  siteId: z.string().min(1),
  buildId: z.string().min(1),
  /** 0 where no runner was needed (restore and undo decided in one append). */
  attempt: count,
  /** Null for a site's first version. */
  sourceVersion: z.int().positive().nullable(),
  /** Null where no lock was needed. */
  fencingToken: count.nullable(),
  createdAt: z.iso.datetime(),
  /** Sorted by path by code unit; sizes in bytes. */
  files: z.array(z.strictObject({ path: z.string(), sha256: digest, size: count })).readonly(),
  fileCount: count,
  totalBytes: count,
  /** Paths of the HTML pages. */
  entrypoints: z.array(z.string()).readonly(),
  /** Against the source version, in lines; 0 and 0 for a file without lines. */
  filesChanged: z
    .array(
      z.strictObject({
        path: z.string(),
        change: z.enum(['created', 'modified', 'deleted']),
        added: count,
        removed: count,
      }),
    )
    .readonly(),
  /** The static checks that ran on the result. */
  checks: z
    .array(z.strictObject({ name: z.string().min(1), passed: z.boolean(), findings: z.array(z.string()).readonly() }))
    .readonly(),
  screenshots: z.array(z.strictObject({ path: z.string(), width: z.int().positive(), digest })).readonly(),
  summary: z.string(),
  /** Who wrote what, a blob; null for a version from before it was kept, and for those made from one. */
  blame: digest.nullable().default(null),
  /** Null where no agent ran. */
  agent: z
    .strictObject({
      name: z.string().min(1),
      model: z.string().nullable(),
      tokensIn: count,
      tokensOut: count,
      costUsd: z.number().nonnegative(),
      steps: count,
    })
    .nullable(),
});

/** What a version is made of and how it was made; stored as a blob with its digest (spec, "Words"). */
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;

/** What the build knows; the rest follows from the tree. */
export interface ManifestInput extends Omit<
  Manifest,
  'files' | 'fileCount' | 'totalBytes' | 'entrypoints' | 'screenshots' | 'blame'
> {
  readonly tree: FileTree;
  readonly blame?: Manifest['blame'];
  readonly screenshots?: Manifest['screenshots'];
}

export class ManifestInvalid extends Error {
  override readonly name = 'ManifestInvalid';

  constructor(problem: string, options?: ErrorOptions) {
    super(`The manifest cannot be used: ${problem}.`, options);
  }
}

export function manifestOf({ tree, screenshots = [], blame = null, ...build }: ManifestInput): Manifest {
  const files = listFiles(tree);
  return {
    siteId: build.siteId,
    buildId: build.buildId,
    attempt: build.attempt,
    sourceVersion: build.sourceVersion,
    fencingToken: build.fencingToken,
    createdAt: build.createdAt,
    files,
    fileCount: files.length,
    totalBytes: totalBytes(files),
    entrypoints: files.map(({ path }) => path).filter((path) => /\.html?$/i.test(path)),
    filesChanged: build.filesChanged.toSorted((left, right) => byCodeUnit(left.path, right.path)),
    checks: build.checks,
    screenshots,
    summary: build.summary,
    blame,
    agent: build.agent,
  };
}

/** The blob of a manifest: JSON in the order of its fields, so that equal manifests of `manifestOf` have one digest. */
export const manifestBytes = (manifest: Manifest): Uint8Array => new TextEncoder().encode(JSON.stringify(manifest));

/**
 * Reads a manifest's blob, which a worker wrote: shape, sums, order and names are checked. Whether
 * its files are those of the artifact is told by comparing `treeDigest(manifest.files)`.
 * @throws ManifestInvalid naming the first fault.
 */
export function parseManifest(blob: Uint8Array | string): Manifest {
  const parsed = manifestSchema.safeParse(jsonOf(blob));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ManifestInvalid(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is wrong'}`, {
      cause: parsed.error,
    });
  }
  const manifest = parsed.data;
  assertPaths(manifest);
  if (manifest.fileCount !== manifest.files.length) throw new ManifestInvalid('fileCount is not the number of files');
  if (manifest.totalBytes !== totalBytes(manifest.files))
    throw new ManifestInvalid('totalBytes is not the sum of sizes');
  return manifest;
}

const totalBytes = (files: Manifest['files']): number => files.reduce((sum, { size }) => sum + size, 0);

function jsonOf(blob: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof blob === 'string' ? blob : new TextDecoder('utf-8', { fatal: true }).decode(blob));
  } catch (raw) {
    throw new ManifestInvalid('it is not JSON', { cause: raw });
  }
}

function assertPaths({ files, entrypoints }: Manifest): void {
  const names = new NameLedger();
  let previous = '';
  for (const { path } of files) {
    try {
      assertSafePath(path);
      names.addFile(path);
    } catch (raw) {
      throw new ManifestInvalid(raw instanceof Error ? raw.message : String(raw), { cause: raw });
    }
    if (byCodeUnit(path, previous) <= 0) throw new ManifestInvalid(`files are not sorted at ${JSON.stringify(path)}`);
    previous = path;
  }
  const listed = new Set(files.map(({ path }) => path));
  const stray = entrypoints.find((path) => !listed.has(path));
  if (stray !== undefined) throw new ManifestInvalid(`entrypoint ${JSON.stringify(stray)} is not among the files`);
}
