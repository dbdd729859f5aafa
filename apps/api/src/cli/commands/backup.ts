import { resolve } from 'node:path';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import { allKeys, createJetStreamRawLog, jetStreamPlaces, openKurrentRawLog, pendingWork } from '@pagewright/broker';
import { makeBackup } from '../../backup/make-backup.ts';
import { POLICY_READERS } from '../../composition/brokers.ts';
import { defineCommand } from '../command.ts';

const POLICIES = POLICY_READERS.map(({ name }) => name);

export const backup = defineCommand({
  path: ['backup'],
  summary: 'Copies the log, the artifacts, the data keys and the secrets into a folder, while everything works',
  operands: ['DIR'],
  details:
    'The folder holds everything that people wrote, and the keys to read it: keep it as you keep passwords, and not\n' +
    'longer than you must, since what somebody has erased is still in older backups. See docs/backup.md.',
  options: {
    'without-secrets': {
      type: 'boolean',
      description: 'Leave out the folder of secrets; without its email-key nobody can log in after a restore',
    },
  },
  run: async ({ context, options, operands: [folder = ''] }) => {
    const { artifacts, kurrentUrl, secrets, workspace } = context.configuration;
    const connection = await context.connect('api');
    // Nobody who works may list the keys.
    const setup = await context.connect('setup');
    await using kurrent =
      kurrentUrl === undefined ? undefined : await openKurrentRawLog({ url: kurrentUrl, name: 'pagewright-backup' });
    const made = await makeBackup({
      folder: resolve(folder),
      workspace,
      log: kurrent ?? (await createJetStreamRawLog(connection)),
      artifacts: await openFilesystemArtifactStore(artifacts),
      keys: () => allKeys(setup),
      work: () => pendingWork(connection),
      policies: async () => (kurrent ? kurrent.places(POLICIES) : jetStreamPlaces(connection, POLICIES)),
      secrets: options['without-secrets'] ? undefined : secrets,
    });
    await context.say(
      `${resolve(folder)}: ${made.events.count} events up to position ${made.position} (sha256 ${made.events.sha256}), ` +
        `${made.artifacts.count} artifacts (${made.artifacts.bytes} bytes), ${made.keys.count} keys, ${made.work.count} items of work.`,
    );
    context.remark(
      made.secrets
        ? 'This folder opens everything: whoever has it can read all texts and sign in as anybody.'
        : 'Without the folder of secrets: keep its email-key elsewhere, or nobody can log in after a restore. The data keys are in keys.ndjson.',
    );
  },
});
