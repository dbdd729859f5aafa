import { chmod, copyFile, mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArtifactStore } from '@pagewright/artifacts';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import {
  type KeptKey,
  LogMeter,
  type LogSource,
  type PendingItem,
  type PolicyPlaces,
  type RawEvent,
} from '@pagewright/broker';
import { hostingPositionFields } from '@pagewright/hosting';
import { writeEvents } from './event-file.ts';
import { writeLines } from './line-file.ts';
import { type BackupManifest, BackupUnusable, SECRET_FILES, backupPaths } from './manifest.ts';

export interface BackupOptions {
  /** Made, or empty. */
  readonly folder: string;
  readonly workspace: string;
  readonly log: LogSource;
  readonly artifacts: ArtifactStore;
  readonly keys: () => AsyncIterable<KeptKey>;
  readonly work: () => AsyncIterable<PendingItem>;
  readonly policies: () => Promise<PolicyPlaces>;
  /** Folder of secrets; undefined leaves them out. */
  readonly secrets: string | undefined;
  readonly now?: () => Date;
}

/**
 * Copies an installation while it works, so that the whole is consistent as of one position.
 *
 * The order makes it so. *Policies* first: what they have done by then lies in the queues or in the log. *Work* second:
 * an item that is done between is done in the log. The *position* third: everything after it is left out. Then the *log*
 * up to it, and *artifacts*, which are stored before the event that names them. *Keys* last: one that was erased
 * meanwhile stays erased.
 * @throws BackupUnusable where the folder has something in it or cannot be kept from others
 */
export const makeBackup = async (options: BackupOptions): Promise<BackupManifest> => {
  const { folder, workspace, log, now = () => new Date() } = options;
  await demandEmpty(folder);
  const paths = backupPaths(folder);
  const policies = await options.policies();
  const work = await writeLines(paths.work, options.work());
  const position = await log.last();
  const meter = new LogMeter(hostingPositionFields);
  await writeEvents(paths.events, counted(log.read(0, position), meter));
  const artifacts = await copyArtifacts(options.artifacts, await openFilesystemArtifactStore(paths.artifacts));
  let erased = 0;
  const keys = await writeLines(
    paths.keys,
    keyLines(options.keys(), () => (erased += 1)),
  );
  if (options.secrets !== undefined) await copySecrets(options.secrets, paths.secrets);
  const { events: count, digest: sha256 } = meter.sum;
  const manifest: BackupManifest = {
    format: 1,
    madeAt: now().toISOString(),
    workspace,
    position,
    events: { count, sha256 },
    keys: { ...keys, erased },
    work,
    artifacts,
    policies,
    secrets: options.secrets !== undefined,
  };
  await writeDurably(paths.manifest, `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
};

const demandEmpty = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) {
    throw new BackupUnusable(`${folder} has something in it: name a folder that is empty or not there yet`);
  }
  // One that was there may be open to others.
  await chmod(folder, 0o700).catch((cause: unknown) => {
    throw new BackupUnusable(
      `${folder} is somebody else's, so it cannot be closed: name a folder that is not there yet`,
      {
        cause,
      },
    );
  });
};

async function* counted(batches: AsyncIterable<readonly RawEvent[]>, meter: LogMeter): AsyncGenerator<RawEvent> {
  for await (const batch of batches) {
    for (const event of batch) {
      meter.add(event);
      yield event;
    }
  }
}

async function* keyLines(keys: AsyncIterable<KeptKey>, onErased: () => void): AsyncGenerator<unknown> {
  for await (const { key, bytes } of keys) {
    if (bytes === 'erased') onErased();
    yield { key, bytes: bytes === 'erased' ? null : Buffer.from(bytes).toString('base64url') };
  }
}

/** Everything stored, each compared with its digest on the way. */
export const copyArtifacts = async (
  from: ArtifactStore,
  to: ArtifactStore,
): Promise<{ readonly count: number; readonly bytes: number }> => {
  let [count, bytes] = [0, 0];
  for await (const { digest } of from.list()) {
    const { content } = await from.get(digest);
    bytes += (await to.put(digest, content)).size;
    count += 1;
  }
  return { count, bytes };
};

export const copySecrets = async (from: string, to: string): Promise<void> => {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of SECRET_FILES) {
    await copyFile(join(from, name), join(to, name));
    await chmod(join(to, name), 0o600);
  }
};

/** The name appears when the bytes are on the disk. */
const writeDurably = async (file: string, text: string): Promise<void> => {
  const draft = `${file}.draft`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await rename(draft, file);
  await using folder = await open(dirname(file), 'r');
  await folder.sync();
};
