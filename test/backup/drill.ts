import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '../support/wait-for.ts';
import { checkServed } from '../story/check-served.ts';
import { UNCHECKED, createInstallation } from '../story/installation.ts';
import { Person, type Site, type Turn, visit } from '../story/person.ts';
import { createTeller, demand } from '../story/steps.ts';

/**
 * The bad day, rehearsed: an installation works, is backed up in the middle of it, and is lost. On an empty folder
 * docs/backup.md is followed to the letter; then everything has to be there, byte for byte, and what waited has to be
 * done, once.
 */
const EMAIL = 'ingrid@example.org';
const ROOT = resolve(import.meta.dirname, '../..');
const folder = await mkdtemp(join(tmpdir(), 'pagewright-drill-'));
const backup = join(folder, 'backup');
const lost = await createInstallation(join(folder, 'lost'), UNCHECKED);
const found = await createInstallation(join(folder, 'found'), UNCHECKED);
const { end, step } = createTeller((line) => console.log(line));

/** `npx pagewright …`, as the page has it. */
const pagewright = async (data: string, ...words: string[]): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)(join(ROOT, 'infra/local/pagewright.mjs'), words, {
    env: { ...process.env, PAGEWRIGHT_DATA: data },
  });
  return `${stdout}${stderr}`.trim();
};

const liveHost = (site: Site): string => new URL(site.urls.live).hostname;

const promote = async (person: Person, site: Site, version: number): Promise<void> => {
  await person.demand('POST', `/api/sites/${site.id}/promote`, { version });
};

const serves = (port: number, site: Site, version: number): Promise<boolean> =>
  waitFor(
    async () => {
      const { status, body } = await visit(port, liveHost(site), '/.well-known/pagewright.json');
      return status === 200 && (JSON.parse(body.toString()) as { version: number }).version === version;
    },
    { what: `version ${version} to be served`, timeout: 60_000 },
  );

const rehearse = async (): Promise<void> => {
  const person = new Person(lost.port);
  await step('an installation begins', () => lost.start());
  await person.register(EMAIL, lost.setupCode);
  const site = await step('a site with two versions, the second of them live', async () => {
    const { site: made, build } = await person.createSite('Nordlys Journal', { starter: 'startbootstrap-clean-blog' });
    demand((await person.ended(made.id, build.build)).state === 'succeeded', 'the import failed');
    const asked = await person.say(made.id, 'Change the homepage title to Welcome');
    demand((await person.ended(made.id, asked.build)).state === 'succeeded', 'the change failed');
    const current = await person.site(made.id);
    await promote(person, current, 2);
    await serves(lost.sitesPort, current, 2);
    return current;
  });
  const waiting = await step('three changes are asked for at once', () =>
    Promise.all(
      ['Change the footer text to "One"', 'Make the links dark green', 'Change the homepage title to Last'].map(
        (wish) => person.say(site.id, wish),
      ),
    ),
  );
  await step('a backup is made while they wait', () => pagewright(lost.data, 'backup', backup), String);
  await step('the installation is lost', async () => {
    await lost.crash();
    await rm(join(folder, 'lost'), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  await step('the backup is restored on an empty folder', () => pagewright(found.data, 'restore', backup), String);
  await step('Pagewright starts on it', () => found.start());
  await step('the log is whole: pagewright events verify', () => pagewright(found.data, 'events', 'verify'), String);
  const again = new Person(found.port);
  await step('the same person logs in with the same password', () => again.logIn(EMAIL));
  await step(
    'what was live is served, byte for byte',
    async () => {
      await serves(found.sitesPort, site, 2);
      return checkServed(again, { site: site.id, version: 2, port: found.sitesPort, host: liveHost(site) });
    },
    (files) => `${files} files`,
  );
  await step(
    'what had waited becomes versions, each once',
    async () => {
      const turns: Turn[] = [];
      for (const { build } of waiting) turns.push(await again.ended(site.id, build, 120_000));
      demand(
        turns.every(({ state }) => state === 'succeeded'),
        `they ended as ${turns.map(({ state }) => state).join(', ')}`,
      );
      const versions = await again.versions(site.id);
      demand(versions.length === 5, `there are ${versions.length} versions instead of 5`);
      return turns;
    },
    (turns) =>
      turns.map(({ outcome }) => (outcome?.type === 'version' ? `version ${outcome.version}` : '?')).join(', '),
  );
  await step('people go on: a next change goes live', async () => {
    const asked = await again.say(site.id, 'Change the homepage title to Again');
    demand((await again.ended(site.id, asked.build)).state === 'succeeded', 'the change failed');
    await promote(again, site, 6);
    await serves(found.sitesPort, site, 6);
    await checkServed(again, { site: site.id, version: 6, port: found.sitesPort, host: liveHost(site) });
  });
  await step('Pagewright stops', () => found.stop());
};

try {
  await rehearse();
  end();
} catch (error) {
  console.error(error);
  console.error(lost.output(), found.output());
  process.exitCode = 1;
} finally {
  await found.stop();
  await lost.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
