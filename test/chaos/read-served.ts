import { visit, type Person } from '../story/person.ts';
import { readerOf } from './check-reads.ts';
import { shownIn, type Files } from './check-visits.ts';
import type { StoredEvent } from './stored-event.ts';
import { digestOf } from './visitors.ts';

/**
 * The files of every version that was ever live, fetched from the version's own address and believed only if their
 * digest is the one in the log. Answers how to find them by host and version.
 */
export const readServedFiles = async (
  events: readonly StoredEvent[],
  { people, sitesPort }: { people: readonly Person[]; sitesPort: number },
): Promise<(host: string, version: number) => Files | undefined> => {
  const shown = shownIn(events);
  const files = new Map<string, Files>();
  for (const { stream, type, data } of events) {
    if (type !== 'SiteCreated') continue;
    const host = String(data['fqdn']);
    const trees = treesOf(events, stream);
    const owner = await readerOf(people, stream);
    for (const version of new Set(shown.get(host)?.map((each) => each.version))) {
      const found = owner && (await filesOf(owner, { site: stream, version, sitesPort }));
      if (found && treeDigestOf(found) === trees.get(version)) {
        files.set(`${host} ${version}`, new Map([...found].map(([path, bytes]) => [path, digestOf(bytes)])));
      }
    }
  }
  return (host, version) => files.get(`${host} ${version}`);
};

const treesOf = (events: readonly StoredEvent[], site: string): ReadonlyMap<number, string> =>
  new Map(
    events
      .filter(({ stream, type }) => stream === site && type === 'BuildSucceeded')
      .map(({ data }) => [Number(data['version']), String(data['tree'])]),
  );

const filesOf = async (
  person: Person,
  { site, version, sitesPort }: { site: string; version: number; sitesPort: number },
): Promise<ReadonlyMap<string, Buffer>> => {
  const { urls } = await person.site(site);
  const { host } = new URL(urls.version.replace('{version}', String(version)));
  const listed = await person.demand<{ files: readonly { path: string }[] }>(
    'GET',
    `/api/sites/${site}/versions/${version}/files`,
  );
  const bodies = await Promise.all(
    listed.files.map(async ({ path }): Promise<[string, Buffer]> => {
      const { body } = await visit(sitesPort, host, `/${path.split('/').map(encodeURIComponent).join('/')}`);
      return [path, body];
    }),
  );
  return new Map(bodies);
};

/** As the specification says, with none of the product's code. */
const treeDigestOf = (files: ReadonlyMap<string, Buffer>): string =>
  digestOf(
    [...files]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, bytes]) => `${digestOf(bytes)} ${bytes.length} 644 ${path}\n`)
      .join(''),
  );
