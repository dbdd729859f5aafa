import { type Digest, digestOf, getBytes, type Manifest, parseManifest } from '@pagewright/artifacts';
import { type SiteId, siteDecider, siteStream, type Version, versionOf } from '@pagewright/sites';
import { ApiError, notFound } from '../http/api-error.ts';
import type { ApiDependencies } from '../http/dependencies.ts';

type Sources = Pick<ApiDependencies, 'aggregates' | 'artifacts'>;

/**
 * A version by what the log says of it, so that a read model that is behind hides nothing.
 * @throws ApiError 404 for one that never was, and, saying so, for one that was deleted
 */
export const madeVersion = async (site: string, number: number, { aggregates }: Sources): Promise<Version> => {
  const { state } = await aggregates.read(siteStream(site as SiteId), siteDecider);
  const found = state.status === 'none' ? undefined : versionOf(state, number);
  if (found) return found;
  const gone = state.status === 'none' ? undefined : state.versions[number - 1]?.deleted;
  throw gone ? wasDeleted(number, gone.at) : notFound(`Version ${number} of site ${site}`);
};

export const manifestOf = async ({ manifest }: Version, { artifacts }: Sources): Promise<Manifest> =>
  parseManifest(await getBytes(artifacts, digestOf(manifest.digest)));

export const archiveOf = ({ artifact }: Version): Digest => digestOf(artifact.digest);

const wasDeleted = (version: number, at: string): ApiError =>
  new ApiError(404, 'version-deleted', `Version ${version} was deleted; choose another version.`, {
    details: { version, at },
  });
