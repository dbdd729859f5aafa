import { waitFor } from '../support/wait-for.ts';
import { type Person, visit } from '../story/person.ts';
import type { Finding, StoredEvent } from './stored-event.ts';

interface Recount {
  readonly versions: Map<number, string>;
  live: number | null;
  asked: number;
  owner: string;
}

/** Whether what people read, and what visitors are served, is what the log says. */
export const checkReads = async (
  events: readonly StoredEvent[],
  { people, sitesPort }: { people: readonly Person[]; sitesPort: number },
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const [site, recount] of recounted(events)) {
    const wrong = (message: string): void =>
      void findings.push({ rule: 'wrong-read', message: `site ${site}: ${message}` });
    const owner = await ownerOf(people, site);
    if (!owner) {
      wrong('nobody can read it');
      continue;
    }
    const shown = await owner.site(site);
    if ((shown.live?.version ?? null) !== recount.live) wrong(`live is ${shown.live?.version}, not ${recount.live}`);
    const rows = new Map((await owner.versions(site)).map(({ number, digest }) => [number, digest]));
    for (const [number, tree] of recount.versions) {
      if (rows.get(number) !== tree) wrong(`version ${number} reads ${rows.get(number)}, not ${tree}`);
    }
    if (rows.size !== recount.versions.size) wrong(`${rows.size} versions, not ${recount.versions.size}`);
    const turns = (await owner.chat(site)).items.length;
    if (turns !== Math.min(recount.asked, 100)) wrong(`${turns} turns, not ${recount.asked}`);
    if (recount.live !== null) {
      const expected = recount.versions.get(recount.live);
      await served(sitesPort, new URL(shown.urls.live).host, expected).catch((raw: unknown) => wrong(String(raw)));
    }
  }
  return findings;
};

const recounted = (events: readonly StoredEvent[]): ReadonlyMap<string, Recount> => {
  const sites = new Map<string, Recount>();
  for (const { kind, stream, type, data } of events) {
    if (kind !== 'site') continue;
    const site = sites.get(stream) ?? { versions: new Map(), live: null, asked: 0, owner: '' };
    sites.set(stream, site);
    if (type === 'BuildRequested' || type === 'QuestionAsked') site.asked += 1;
    if (type === 'BuildSucceeded') site.versions.set(Number(data['version']), String(data['tree']));
    if (type === 'VersionPromoted' && data['target'] === 'live') site.live = Number(data['version']);
  }
  return sites;
};

const ownerOf = async (people: readonly Person[], site: string): Promise<Person | undefined> => {
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
