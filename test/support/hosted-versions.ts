import { type ArtifactStore, type Digest, packTree, putBytes, treeDigest } from '@pagewright/artifacts';
import type { HostedVersion } from '@pagewright/hosting';

/** Text files by path. */
export type TextFiles = Readonly<Record<string, string>>;

export const treeOf = (files: TextFiles): ReadonlyMap<string, Uint8Array> =>
  new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));

/** A version as a build leaves it: its archive is in the store, and the log names both digests. */
export const makeVersion = async (
  artifacts: ArtifactStore,
  version: number,
  files: TextFiles,
): Promise<HostedVersion> => {
  const tree = treeOf(files);
  const { digest: artifact } = await putBytes(artifacts, await packTree(tree));
  return { version, digest: treeDigest(tree), artifact };
};

/** A small site whose every file tells its version. */
export const pagesOf = (version: number): TextFiles => ({
  'index.html': `<!doctype html><title>Version ${version}</title><link rel=stylesheet href=css/site.css>`,
  'about.html': `<!doctype html><title>About ${version}</title>`,
  'blog/index.html': `<!doctype html><title>Blog ${version}</title>`,
  'css/site.css': `body::before { content: 'version ${version}' }`,
  [`only-${version}.html`]: `<!doctype html><title>Only ${version}</title>`,
  [`js/only-${version}.js`]: `globalThis.version = ${version};`,
});

export const someDigest = (text: string): Digest => text.repeat(64).slice(0, 64) as Digest;
