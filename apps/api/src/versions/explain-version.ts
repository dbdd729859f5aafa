import {
  type ElementPart,
  explainElement,
  type ExplainedElement,
  explainScript,
  type FileBlame,
  runsWithin,
  type TreeBlame,
} from '@pagewright/authoring';
import { type ArtifactStore, digestOf, getBytes, parseManifest, unpackArchive } from '@pagewright/artifacts';
import type { FileTree } from '@pagewright/kernel';
import type { BuildId, ExistingSite, Version } from '@pagewright/sites';
import type { z } from 'zod';
import type { authorship, explain, explanation } from '../contract/explain.ts';
import { notFound, wrongField } from '../http/api-error.ts';
import type { Views } from '../views/views.ts';
import type { VersionBlames } from './version-blame.ts';

type Query = z.infer<typeof explain>;
type Explanation = z.infer<typeof explanation>;
type Authorship = z.infer<typeof authorship>;

interface Sources {
  readonly artifacts: ArtifactStore;
  readonly blames: VersionBlames;
  readonly views: Pick<Views, 'turnWithoutParts'>;
}

/** Authors of one part that are named; the rest have written next to nothing of it. */
const MOST_AUTHORS = 10;

/** What makes an element of a version what it is, and who wrote each of it. @throws ApiError */
export const explainVersion = async (
  { site, version, query }: { readonly site: ExistingSite; readonly version: Version; readonly query: Query },
  sources: Sources,
): Promise<Explanation> => {
  const tree = await unpackArchive(await getBytes(sources.artifacts, digestOf(version.artifact.digest)));
  if (!tree.has(query.path)) throw notFound(`File ${query.path} of version ${version.version}`);
  const found = explained(tree, query);
  const blame = await sources.blames.of(site, version);
  const authors = new Map<string, Promise<Omit<Authorship, 'share'> | undefined>>();
  const authorOf = (build: string) => {
    const author = authors.get(build) ?? authorshipOf(site, build, sources);
    authors.set(build, author);
    return author;
  };
  const parts = found.parts.map(async (part): Promise<Explanation['parts'][number]> => {
    const { ranges, line, conditions, ...told } = part;
    const [first, last] = [ranges?.[0], ranges?.at(-1)];
    return {
      ...told,
      place: first && last && line !== null ? { start: first.start, end: last.end, line } : null,
      conditions: [...conditions],
      writtenBy: await writersOf(part, blame, authorOf),
    };
  });
  return {
    version: version.version,
    path: query.path,
    tag: found.tag,
    madeBy: query.script === undefined ? null : { path: query.script, line: query.line ?? 1 },
    parts: await Promise.all(parts),
  };
};

/** Of an element that a script made only the script is told: nobody knows which of the page's source it came from. */
const explained = (tree: FileTree, { path, start, end, script, line }: Query): Explained => {
  if (script !== undefined && line !== undefined) {
    const part = explainScript(tree, script, line);
    if (!part) throw wrongField('script', `the version has no line ${line} in ${script}`);
    return { tag: null, parts: [part] };
  }
  const element = explainElement(tree, { path, start, end });
  if (!element) throw wrongField('start', `no element of ${path} lies from ${start} to ${end}`);
  return element;
};

interface Explained {
  readonly tag: string | null;
  readonly parts: ExplainedElement['parts'];
}

const writersOf = async (
  { path, ranges }: ElementPart,
  blame: TreeBlame | undefined,
  authorOf: (build: string) => Promise<Omit<Authorship, 'share'> | undefined>,
): Promise<Authorship[]> => {
  const runs = partRuns(blame?.get(path) ?? [], ranges);
  const total = runs.reduce((sum, { length }) => sum + length, 0);
  const lengths = new Map<string, number>();
  for (const { build, length } of runs) lengths.set(build, (lengths.get(build) ?? 0) + length);
  const most = [...lengths].toSorted(([, a], [, b]) => b - a).slice(0, MOST_AUTHORS);
  const written = most.map(async ([build, length]) => {
    const author = await authorOf(build);
    return author && { ...author, share: total === 0 ? 1 : length / total };
  });
  return (await Promise.all(written)).filter((author) => author !== undefined);
};

const partRuns = (blame: FileBlame, ranges: ElementPart['ranges']): FileBlame =>
  ranges === null ? blame : ranges.flatMap(({ start, end }) => runsWithin(blame, start, end));

const authorshipOf = async (
  site: ExistingSite,
  build: string,
  { artifacts, views }: Sources,
): Promise<Omit<Authorship, 'share'> | undefined> => {
  const version = site.versions.find((made) => made.build === (build as BuildId));
  const turn = await views.turnWithoutParts(site.site, build);
  if (!version || turn?.outcome?.type !== 'version' || turn.kind === 'ask') return undefined;
  const { agent } = parseManifest(await getBytes(artifacts, digestOf(version.manifest.digest)));
  return {
    build,
    kind: turn.kind,
    version: version.version,
    at: version.at,
    by: turn.by,
    prompt: turn.prompt,
    summary: turn.outcome.summary,
    cost: agent && {
      usd: agent.costUsd,
      tokensIn: agent.tokensIn,
      tokensOut: agent.tokensOut,
      agent: agent.name,
      model: agent.model,
    },
  };
};
