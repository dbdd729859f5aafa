import { undoSummary } from '@pagewright/authoring';
import { digestOf, getBytes, parseManifest } from '@pagewright/artifacts';
import { undoChoices, type UndoChoice, type Version, versionOf } from '@pagewright/sites';
import { storeBlob } from './activity-log.ts';
import type { Attempt, AttemptTools, Outcome } from './attempt.ts';
import { CONFLICTS, SOURCE_MISSING, UNCHANGED } from './words.ts';

/** Undoes a build on the head of its turn: no worker is needed, and what it makes is judged as it is merged. */
export const undoInTurn = async (tools: AttemptTools, { build, site }: Attempt): Promise<Outcome> => {
  const { artifacts, verifier } = tools;
  const undone = build.version === null ? undefined : versionOf(site, build.version);
  const parent = undone?.parent ? versionOf(site, undone.parent) : undefined;
  const head = build.sourceVersion === null ? undefined : versionOf(site, build.sourceVersion);
  if (!undone || !parent || !head) return { type: 'failed', reason: 'source-missing', message: SOURCE_MISSING };
  for (const { artifact } of [undone, parent, head]) {
    if (!(await artifacts.head(digestOf(artifact.digest)))) {
      return { type: 'failed', reason: 'source-missing', message: SOURCE_MISSING };
    }
  }
  const archiveOf = ({ artifact }: Version): Promise<Uint8Array> => getBytes(artifacts, digestOf(artifact.digest));
  const [before, after, newest] = await Promise.all([archiveOf(parent), archiveOf(undone), archiveOf(head)]);
  const choices = await choicesOf(tools, build.choices);
  const made = await verifier.undo({ before, after, head: newest, choices });
  switch (made.type) {
    case 'merged': {
      const artifact = await storeBlob(artifacts, made.archive);
      const told = parseManifest(await getBytes(artifacts, digestOf(undone.manifest.digest)));
      return { type: 'made', artifact, summary: undoSummary(told.summary), agent: null };
    }
    case 'unchanged':
      return { type: 'declined', message: UNCHANGED, suggestions: [] };
    case 'refused': {
      const message = made.reason === 'conflicts' ? CONFLICTS : (made.findings[0]?.message ?? '');
      return { type: 'rejected', reason: made.reason, message, findings: made.findings };
    }
  }
};

const choicesOf = async (
  { artifacts }: Pick<AttemptTools, 'artifacts'>,
  digest: string | null,
): Promise<readonly UndoChoice[]> => {
  if (digest === null) return [];
  return undoChoices.parse(JSON.parse(new TextDecoder().decode(await getBytes(artifacts, digestOf(digest)))));
};
