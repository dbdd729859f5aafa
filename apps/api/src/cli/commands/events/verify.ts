import { type ArtifactStore, ArtifactCorrupt, ArtifactMissing, digestOf } from '@pagewright/artifacts';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import { lastPosition } from '@pagewright/broker';
import { type Finding, LogChecker } from '../../../log/log-checker.ts';
import { defineCommand } from '../../command.ts';
import { openLog } from '../../log/open-log.ts';
import { progress } from '../../progress.ts';
import { JSON_OPTION } from '../../shared-options.ts';
import { counted } from '../../table.ts';

export const eventsVerify = defineCommand({
  path: ['events', 'verify'],
  summary: 'Checks the whole log and what it names; exit code 1 when something is wrong',
  details:
    'Positions that grow, versions of each stream without gaps, appends that stood on what was there, ids, times, data\n' +
    'against its schema, and every artifact that an event names: that it is there, and has the bytes of its digest.',
  options: {
    'without-artifacts': { type: 'boolean', description: 'Looks at the log alone, not at what it names' },
    ...JSON_OPTION,
  },
  run: async ({ context, options }) => {
    const log = await openLog(context);
    const last = await lastPosition(log.connection);
    const checker = new LogChecker(log.catalogue);
    let events = 0;
    let findings = 0;
    const tell = async (found: Finding): Promise<void> => {
      findings += 1;
      const { position, about, sentence } = found;
      await context.say(options.json ? JSON.stringify(found) : `${position}  ${about}  ${sentence}`);
    };

    const read = progress(context.remark, (done) => `${counted(done)} events of about ${counted(last)}`);
    for await (const piece of log.scan({ scan: { until: last }, matches: () => true })) {
      for (const event of piece) for (const found of checker.check(event)) await tell(found);
      events += piece.length;
      read(piece.length);
    }

    const { blobs } = checker;
    if (!options['without-artifacts']) {
      const store = await openFilesystemArtifactStore(context.configuration.artifacts);
      const looked = progress(context.remark, (done) => `${counted(done)} artifacts of ${counted(blobs.size)}`);
      for (const [digest, position] of blobs) {
        const wrong = await wrongWith(store, digest);
        if (wrong) await tell({ position, about: 'artifact', sentence: wrong });
        looked(1);
        if (context.signal.aborted) break;
      }
    }
    if (context.signal.aborted) return 1;
    const what = `${counted(events)} events${options['without-artifacts'] ? '' : `, ${counted(blobs.size)} artifacts`}`;
    context.remark(findings === 0 ? `${what}: nothing is wrong.` : `${what}: ${counted(findings)} findings.`);
    return findings === 0 ? 0 : 1;
  },
});

const wrongWith = async (store: ArtifactStore, digest: string): Promise<string | undefined> => {
  try {
    const { content } = await store.get(digestOf(digest));
    for await (const chunk of content) void chunk;
    return undefined;
  } catch (error) {
    if (error instanceof ArtifactMissing) return `it names the artifact ${digest}, which is not there`;
    if (error instanceof ArtifactCorrupt) return `it names the artifact ${digest}, whose bytes are others`;
    throw error;
  }
};
