import { packTree } from '@pagewright/artifacts';
import { createInstallation, type Installation, UNCHECKED } from '../../story/installation.ts';
import { Person, type Site, visit } from '../../story/person.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { BenchContext } from '../harness/bench.ts';
import { profilingEnvironment } from '../harness/profile.ts';

/** The whole product as `npm start` starts it, with one person who has an account. */
export interface House {
  readonly installation: Installation;
  readonly person: Person;
  /** A site of these files whose first version is served in the preview. */
  site(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<Site>;
}

export const HOUSE =
  'npm start: broker with sync_interval always, API with PGlite, runner, embedded host, on one machine';
const EMAIL = 'ada@example.org';

export const openHouse = async (
  { stack, profiles }: Pick<BenchContext, 'stack' | 'profiles'>,
  environment: Readonly<Record<string, string>> = {},
): Promise<House> => {
  const folder = stack.use(await temporaryFolder('house'));
  const all = { ...UNCHECKED, PAGEWRIGHT_LOG_LEVEL: 'warn', ...profilingEnvironment(profiles), ...environment };
  const installation = stack.use(await createInstallation(folder.path, all));
  await installation.start();
  const person = new Person(installation.port);
  await person.register(EMAIL, installation.setupCode);
  return {
    installation,
    person,
    site: async (name, files) => {
      const upload = await person.demand<{ digest: string }>('POST', '/api/uploads', await packTree(files));
      const { site, build } = await person.createSite(name, { upload: upload.digest });
      const turn = await person.ended(site.id, build.build, 120_000);
      if (turn.state !== 'succeeded') throw new Error(`The import of ${name} has ${turn.state}`);
      await previewed(installation, site, 1);
      return site;
    },
  };
};

/** Waits until the preview says that it shows the version; asked every 2 ms. */
export const previewed = async ({ sitesPort }: Installation, { urls }: Site, version: number): Promise<void> => {
  const { hostname } = new URL(urls.preview);
  const shows = async (): Promise<boolean> => {
    const { status, body } = await visit(sitesPort, hostname, '/.well-known/pagewright.json');
    return status === 200 && (JSON.parse(body.toString()) as { version: number }).version === version;
  };
  await waitFor(shows, { what: `version ${version} in the preview of ${hostname}`, timeout: 120_000, every: 2 });
};

/** A site of so many files, one of them a page of so many bytes. */
export const filesOf = (count: number, bytes: number): ReadonlyMap<string, Uint8Array> => {
  const page = (title: string, length: number): Uint8Array => {
    const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1>\n`;
    const line = '<p>The ferry leaves the quay at seven, and the light on the fjord is already there.</p>\n';
    const lines = Math.max(1, Math.ceil((length - head.length) / line.length));
    return Buffer.from(`${head}${line.repeat(lines)}</body></html>\n`);
  };
  const files = new Map<string, Uint8Array>([['index.html', page('Fjord', bytes)]]);
  for (let file = 1; file < count; file += 1) {
    if (file % 2 === 1) files.set(`pages/${file}.html`, page(`Page ${file}`, 3_000));
    else files.set(`css/${file}.css`, Buffer.from(`.page-${file} { color: #123; margin: 0 auto; }\n`.repeat(40)));
  }
  return files;
};
