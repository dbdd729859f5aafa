import { resolve } from 'node:path';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import {
  applyTopology,
  createJetStreamRawLog,
  createWorkQueue,
  LogNotEmpty,
  openKurrentRawLog,
  placePolicyReaders,
  putKeyBack,
  resetLocks,
} from '@pagewright/broker';
import { readManifest } from '../../backup/manifest.ts';
import { restoreBackup } from '../../backup/restore-backup.ts';
import { POLICY_READERS, productTopology } from '../../composition/brokers.ts';
import { defineCommand } from '../command.ts';

export const restore = defineCommand({
  path: ['restore'],
  summary: 'Fills an empty installation from a backup',
  operands: ['DIR'],
  details:
    'Pagewright must not run on it: the broker alone is started for it, where it is ours. Everything is checked before\n' +
    'anything is written. Locks, schedules, sessions and read models are made anew at the next start. See docs/backup.md.',
  options: {},
  run: async ({ context, operands: [operand = ''] }) => {
    const folder = resolve(operand);
    const manifest = await readManifest(folder);
    const { artifacts, kurrentUrl, nats, secrets } = context.configuration;
    const setup = await context.connect('setup');
    const topology = productTopology(nats.replicas);
    await applyTopology(setup, topology);
    const api = await context.connect('api');
    await using kurrent =
      kurrentUrl === undefined ? undefined : await openKurrentRawLog({ url: kurrentUrl, name: 'pagewright-restore' });
    const log = kurrent ?? (await createJetStreamRawLog(api));
    if ((await log.last()) > 0) {
      throw new LogNotEmpty(
        `${log.name} has events already: a backup is restored into an empty installation; name another ${kurrent ? 'KurrentDB in PAGEWRIGHT_KURRENTDB_URL' : 'folder in PAGEWRIGHT_DATA, or another broker'}`,
      );
    }
    const queue = await createWorkQueue(api);
    const restored = await restoreBackup({
      folder,
      manifest,
      artifacts: await openFilesystemArtifactStore(artifacts),
      secrets,
      // The locks count on from the clock; a clock that is behind the log must not let a token come again.
      prepare: (newestToken) => resetLocks(setup, { ...topology, now: () => Math.max(Date.now(), newestToken + 1) }),
      log,
      putKey: (key) => putKeyBack(api, key),
      putWork: (item) => queue.put(item),
      placePolicies: async (places) => {
        if (kurrent) return kurrent.place(places);
        const readers = POLICY_READERS.map((reader) => ({ ...reader, after: places[reader.name] ?? 0 }));
        return placePolicyReaders(setup, readers);
      },
      progress: context.remark,
      signal: context.signal,
    });
    await context.say(
      `Restored ${restored.events} events (sha256 ${restored.digest}, read back and compared)${restored.samePositions ? '' : ', at other positions than before'}. Start Pagewright: read models and sites are made again from the log.`,
    );
    if (!manifest.secrets) {
      context.remark(`This backup has no secrets: put email-key and jwt-key into ${secrets} before the start.`);
    }
  },
});
