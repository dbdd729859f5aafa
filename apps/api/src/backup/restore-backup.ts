import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactStore } from '@pagewright/artifacts';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import {
  type KeptKey,
  LogMeter,
  type LogSource,
  type LogTarget,
  type PendingItem,
  type PolicyPlaces,
  copyLog,
} from '@pagewright/broker';
import { hostingPositionFields } from '@pagewright/hosting';
import { z } from 'zod';
import { eventFile } from './event-file.ts';
import { readLines } from './line-file.ts';
import { copyArtifacts, copySecrets } from './make-backup.ts';
import { type BackupManifest, BackupUnusable, SECRET_FILES, backupPaths } from './manifest.ts';

export interface RestoreOptions {
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly artifacts: ArtifactStore;
  /** Folder of secrets; what is there is replaced. */
  readonly secrets: string;
  /** Makes streams and buckets, with lock tokens above the given one. */
  readonly prepare: (newestToken: number) => Promise<void>;
  readonly log: LogTarget;
  readonly putKey: (key: KeptKey) => Promise<void>;
  readonly putWork: (item: PendingItem) => Promise<void>;
  readonly placePolicies: (places: PolicyPlaces) => Promise<void>;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface Restored {
  readonly events: number;
  readonly digest: string;
  /** Whether every event lies where it lay. */
  readonly samePositions: boolean;
}

const keyLine = z.strictObject({ key: z.string(), bytes: z.string().nullable() });
const workLine = z.strictObject({ queue: z.string(), id: z.string(), body: z.unknown() });

/**
 * Fills an empty installation from a backup. All of it is checked before anything is written, artifacts by their number
 * and size, and each by its digest when it is copied; then come secrets and keys, artifacts, the log, the policies'
 * readers each at its place, and the work that waited. Locks, schedules, sessions, snapshots and read models are made
 * anew by whoever needs them.
 * @throws BackupUnusable | LogNotEmpty | LogNotFilled
 */
export const restoreBackup = async (options: RestoreOptions): Promise<Restored> => {
  const { folder, manifest, log, progress, signal } = options;
  const paths = backupPaths(folder);
  const source = eventFile(paths.events, manifest.position);
  progress(`Checking ${manifest.events.count} events …`);
  const newestToken = await checkEvents(source, manifest);
  const keys = (await readLines(paths.keys, manifest.keys.sha256)).map((line) => keyLine.parse(line));
  const work = (await readLines(paths.work, manifest.work.sha256)).map((line) => workLine.parse(line));
  const artifacts = await openFilesystemArtifactStore(paths.artifacts);
  await checkArtifacts(artifacts, manifest, paths.artifacts);
  if (manifest.secrets) await checkSecrets(paths.secrets);

  await options.prepare(newestToken);
  if (manifest.secrets) await copySecrets(paths.secrets, options.secrets);
  for (const { key, bytes } of keys) {
    await options.putKey({ key, bytes: bytes === null ? 'erased' : Buffer.from(bytes, 'base64url') });
  }
  progress(`Copying ${manifest.artifacts.count} artifacts …`);
  await copyArtifacts(artifacts, options.artifacts);
  progress(`Filling the log …`);
  const { events, digest, placeOf } = await copyLog(source, log, { fields: hostingPositionFields, signal });
  const places = Object.entries(manifest.policies).map(([policy, place]) => [policy, placeOf(place)] as const);
  await options.placePolicies(Object.fromEntries(places));
  for (const { queue, id, body } of work) await options.putWork({ queue, id, body });
  return { events, digest, samePositions: placeOf(manifest.position) === manifest.position };
};

/** @returns the newest fencing token that the log knows @throws BackupUnusable */
const checkEvents = async (source: LogSource, { position, events }: BackupManifest): Promise<number> => {
  const meter = new LogMeter(hostingPositionFields);
  let newestToken = 0;
  for await (const batch of source.read(0, position)) {
    for (const event of batch) {
      meter.add(event);
      const { fencingToken } = event.data as { fencingToken?: unknown };
      if (event.type === 'BuildStarted' && typeof fencingToken === 'number') {
        newestToken = Math.max(newestToken, fencingToken);
      }
    }
  }
  if (meter.sum.events !== events.count || meter.sum.digest !== events.sha256) {
    throw new BackupUnusable(
      `The backup has ${meter.sum.events} events with sha256 ${meter.sum.digest} instead of ${events.count} with ${events.sha256}: it is damaged`,
    );
  }
  return newestToken;
};

/** @throws BackupUnusable */
const checkArtifacts = async (store: ArtifactStore, { artifacts }: BackupManifest, folder: string): Promise<void> => {
  let [count, bytes] = [0, 0];
  for await (const { size } of store.list()) {
    count += 1;
    bytes += size;
  }
  if (count !== artifacts.count || bytes !== artifacts.bytes) {
    throw new BackupUnusable(
      `${folder} has ${count} artifacts of ${bytes} bytes instead of ${artifacts.count} of ${artifacts.bytes}: copy the backup again`,
    );
  }
};

/** @throws BackupUnusable */
const checkSecrets = async (folder: string): Promise<void> => {
  for (const name of SECRET_FILES) {
    const file = join(folder, name);
    await access(file).catch((cause: unknown) => {
      throw new BackupUnusable(`${file} is missing: put the secrets of this backup back there`, { cause });
    });
  }
};
