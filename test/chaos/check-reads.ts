import { waitFor } from '../support/wait-for.ts';
import { type Person, type Turn, visit } from '../story/person.ts';
import { compareCounts, type Counts, recount } from './check-counts.ts';
import type { Finding } from './finding.ts';
import type { StoredEvent } from './stored-event.ts';

interface Recount {
  readonly versions: Map<number, string>;
  live: number | null;
}

/** Whether what people read, and what visitors are served, is what the log says. */
export const checkReads = async (
  events: readonly StoredEvent[],
  { people, sitesPort }: { people: readonly Person[]; sitesPort: number },
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  const counts = recount(events);
  for (const [site, { versions, live }] of recounted(events)) {
    const wrong = (message: string): void =>
      void findings.push({ rule: 'wrong-read', message: `site ${site}: ${message}` });
    const owner = await readerOf(people, site);
    if (!owner) {
      wrong('nobody can read it');
      continue;
    }
    const shown = await whenRight(
      () => owner.site(site),
      (found) => (found.live?.version ?? null) === live,
    );
    if ((shown.live?.version ?? null) !== live) wrong(`live is ${shown.live?.version}, not ${live}`);
    const rows = await whenRight(
      async () => new Map((await owner.versions(site)).map(({ number, digest }) => [number, digest])),
      (found) => found.size === versions.size && [...versions].every(([number, tree]) => found.get(number) === tree),
    );
    for (const [number, tree] of versions) {
      if (rows.get(number) !== tree) wrong(`version ${number} reads ${rows.get(number)}, not ${tree}`);
    }
    if (rows.size !== versions.size) wrong(`${rows.size} versions, not ${versions.size}`);
    const counted = counts.get(site);
    if (counted) {
      const compared = (read: Counts): readonly Finding[] => compareCounts(site, counted, read);
      const read = await whenRight(
        () => readCounts(owner, site),
        (found) => compared(found).length === 0,
      );
      findings.push(...compared(read));
    }
    if (live !== null) {
      const expected = versions.get(live);
      await served(sitesPort, new URL(shown.urls.live).host, expected).catch((raw: unknown) => wrong(String(raw)));
    }
  }
  return findings;
};

/** A read model may be behind while the last leader dies, but comes to the end: what it says then is taken. */
const whenRight = async <Read>(read: () => Promise<Read>, isRight: (found: Read) => boolean): Promise<Read> => {
  let found = await read();
  const look = async (): Promise<boolean> => {
    found = await read();
    return isRight(found);
  };
  if (!isRight(found))
    await waitFor(look, { what: 'the rows', timeout: BEHIND_AT_MOST_MS, every: 500 }).catch(() => {});
  return found;
};

const BEHIND_AT_MOST_MS = 30_000;

const recounted = (events: readonly StoredEvent[]): ReadonlyMap<string, Recount> => {
  const sites = new Map<string, Recount>();
  for (const { kind, stream, type, data } of events) {
    if (kind !== 'site') continue;
    const site = sites.get(stream) ?? { versions: new Map(), live: null };
    sites.set(stream, site);
    if (type === 'BuildSucceeded') site.versions.set(Number(data['version']), String(data['tree']));
    if (type === 'VersionPromoted' && data['target'] === 'live') site.live = Number(data['version']);
  }
  return sites;
};

const readCounts = async (person: Person, site: string): Promise<Counts> => {
  const { head, preview, builds } = await person.site(site);
  const { total } = await person.demand<{ total: number }>('GET', `/api/sites/${site}/history?limit=1`);
  const turns = new Map<string, string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const at = `/api/sites/${site}/chat?limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const page: { items: readonly Turn[]; next: string | null } = await person.demand('GET', at);
    for (const { build, state } of page.items) turns.set(build, state);
    cursor = page.next;
  }
  return { events: total, head, preview: preview?.version ?? null, ...builds, turns };
};

/** Who of them may read the site. */
export const readerOf = async (people: readonly Person[], site: string): Promise<Person | undefined> => {
  for (const person of people) {
    if ((await person.ask('GET', `/api/sites/${site}`)).status === 200) return person;
  }
  return undefined;
};

const served = (port: number, host: string, digest: string | undefined): Promise<unknown> =>
  waitFor(
    async () => {
      const { status, body } = await visit(port, host, '/.well-known/pagewright.json');
      return status === 200 && (JSON.parse(body.toString()) as { digest: string }).digest === digest;
    },
    { what: `${host} to serve ${digest}`, timeout: 30_000 },
  );
