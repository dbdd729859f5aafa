import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packTree } from '@pagewright/artifacts';
import { waitFor } from '../support/wait-for.ts';
import { checkServed } from './check-served.ts';
import { createInstallation } from './installation.ts';
import { Person, type Site, type Turn, visit } from './person.ts';
import { createTeller, demand } from './steps.ts';
import { watch } from './watcher.ts';

const EMAIL = 'ingrid@example.org';
const folder = await mkdtemp(join(tmpdir(), 'pagewright-story-'));
const house = await createInstallation(
  folder,
  { PAGEWRIGHT_LOCK_TTL: '5s', PAGEWRIGHT_LOCK_RENEW_INTERVAL: '1s' },
  { isNewcomer: true },
);
const { end, step } = createTeller((line) => console.log(line));
const person = new Person(house.port);

const previewHost = (site: Site): string => new URL(site.urls.preview).hostname;
const liveHost = (site: Site): string => new URL(site.urls.live).hostname;
const outcomeOf = ({ outcome, state }: Turn): string =>
  outcome?.type === 'version'
    ? `version ${outcome.version}, ${outcome.summary}`
    : outcome?.type === 'declined'
      ? outcome.message
      : state;

/** Asks and waits; the change has to become a version. */
const change = async (site: string, prompt: string): Promise<Turn> => {
  const asked = await person.say(site, prompt);
  const turn = await person.ended(site, asked.build);
  demand(turn.state === 'succeeded', `"${prompt}" ended as ${turn.state}: ${JSON.stringify(turn.outcome)}`);
  return turn;
};

const served = (what: string, host: string, version: number): Promise<boolean> =>
  waitFor(
    async () => {
      const { status, body } = await visit(house.sitesPort, host, '/.well-known/pagewright.json');
      return status === 200 && (JSON.parse(body.toString()) as { version: number }).version === version;
    },
    { what, timeout: 30_000 },
  );

const publish = async (site: Site, version: number, door: 'promote' | 'rollback', reason?: string): Promise<number> => {
  await person.demand('POST', `/api/sites/${site.id}/${door}`, { version, ...(reason ? { reason } : {}) });
  await served(`version ${version} to be live`, liveHost(site), version);
  return checkServed(person, { site: site.id, version, port: house.sitesPort, host: liveHost(site) });
};

/** What the read models say of a site once its hosts have said their last word, to compare before and after. */
const everything = async (site: string): Promise<string> => {
  await waitFor(
    async () => {
      const { live, preview } = await person.site(site);
      return [live, preview].every((pointer) => pointer === null || pointer.state === 'live');
    },
    { what: 'the hosts to serve what the pointers say', timeout: 30_000 },
  );
  const chat = await person.chat(site);
  const events = await person.demand<{ items: unknown[] }>('GET', `/api/sites/${site}/history?limit=100`);
  return JSON.stringify([await person.site(site), chat.items, await person.versions(site), events.items]);
};

const firstDifference = (before: string, after: string): string => {
  const at = Array.from(before).findIndex((character, index) => character !== after[index]);
  return `…${before.slice(Math.max(0, at - 200), at + 100)}… became …${after.slice(Math.max(0, at - 200), at + 100)}…`;
};

/** A site whose builds take seconds, so that something can happen in the middle of one. */
const heavyArchive = async (): Promise<Uint8Array> => {
  const page =
    '<!doctype html><html lang="en"><head><title>Archive</title></head><body><h1>Archive</h1><p>Many photographs.</p></body></html>\n';
  const tree = new Map<string, Uint8Array>([['index.html', Buffer.from(page)]]);
  for (let photo = 0; photo < 8; photo += 1) tree.set(`photos/${photo}.jpg`, randomBytes(4 * 1024 * 1024));
  return packTree(tree);
};

/** Runs `strike` in the middle of a build, again with another build where one was too quick for it. */
const inTheMiddle = async (
  site: string,
  strike: (turn: Turn) => Promise<void>,
  struck: (turn: Turn) => boolean,
): Promise<Turn> => {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    using watcher = await watch(house.port, person.token, `site:${site}`);
    const asked = await person.say(site, `Change the homepage title to Photographs ${Date.now()}`);
    await watcher.until('the build to work', (heard) =>
      heard.some((data) => data.kind === 'part' && data.build === asked.build),
    );
    await strike(asked);
    const turn = await person.ended(site, asked.build, 120_000);
    if (struck(turn)) return turn;
  }
  throw new Error('five builds were over before anything could happen in them');
};

const tell = async (): Promise<void> => {
  await step('Pagewright starts on an empty folder', () => house.start());
  await step('the first person registers with the set-up code', () => person.register(EMAIL, house.setupCode));

  const blog = await step(
    'a site begins from startbootstrap-clean-blog',
    async () => {
      const { site, build } = await person.createSite('Nordlys Journal', { starter: 'startbootstrap-clean-blog' });
      const turn = await person.ended(site.id, build.build);
      demand(turn.state === 'succeeded', `the import ended as ${turn.state}: ${JSON.stringify(turn.outcome)}`);
      return person.site(site.id);
    },
    (site) => `${site.urls.live} version ${site.head}`,
  );

  using watcher = await watch(house.port, person.token, `site:${blog.id}`);
  const wishes = [
    'Change the homepage title to Welcome',
    'Replace "A Blog Theme by Start Bootstrap" with "Notes from the north" on every page',
    'Add a page called Opening hours and link it in the menu',
    'Change the footer text to "© 2026 Nordlys Studio, Bergen"',
    'Make the links dark green',
  ];
  for (const wish of wishes) await step(`"${wish}"`, () => change(blog.id, wish), outcomeOf);
  await step('the socket told every step of them, in order', async () => {
    await watcher.until('version 6 by the socket', (heard) =>
      heard.some((data) => data.kind === 'version' && data.version.number === 6),
    );
    const parts = watcher.heard.flatMap((data) => (data.kind === 'part' ? [data.part.sequence] : []));
    demand(parts.length > 10, `only ${parts.length} parts were told`);
    demand(
      parts.every((sequence, index) => index === 0 || sequence > (parts[index - 1] ?? 0)),
      'parts came out of order or twice',
    );
  });
  await step(
    'a wish that the agent cannot fulfil is declined, honestly',
    async () => {
      const asked = await person.say(blog.id, 'Connect the site to our warehouse and show the stock of each shop');
      const turn = await person.ended(blog.id, asked.build);
      demand(turn.outcome?.type === 'declined', `it ended as ${turn.state}`);
      demand(turn.outcome.suggestions.length > 0, 'nothing else was suggested');
      demand((await person.site(blog.id)).head === 6, 'a declined wish made a version');
      return turn;
    },
    outcomeOf,
  );

  const agency = await step('two sites build at once', async () => {
    const { site, build } = await person.createSite('Fjord Agency', { starter: 'startbootstrap-agency' });
    const other = await change(blog.id, 'Change the meta description to "Notes from the north, by Nordlys Studio"');
    const imported = await person.ended(site.id, build.build);
    demand(other.state === 'succeeded' && imported.state === 'succeeded', `${other.state}, ${imported.state}`);
    return person.site(site.id);
  });
  await step(
    'two quick messages are done one after the other',
    async () => {
      const first = await person.say(agency.id, 'Change the homepage title to Hello');
      const second = await person.say(agency.id, 'Change the homepage title to Good morning');
      const turns = [await person.ended(agency.id, first.build), await person.ended(agency.id, second.build)];
      demand(
        turns.every(({ state }) => state === 'succeeded'),
        JSON.stringify(turns.map(({ outcome }) => outcome)),
      );
      const [a, b] = turns;
      demand((a?.endedAt ?? '') <= (b?.startedAt ?? ''), 'the second began before the first had ended');
      return turns;
    },
    (turns) => turns.map(outcomeOf).join(' | '),
  );

  await step('the preview shows the newest version', async () => {
    await served('version 7 in the preview', previewHost(blog), 7);
    const page = (await visit(house.sitesPort, previewHost(blog), '/')).body.toString();
    demand(page.includes('Welcome') && page.includes('Notes from the north'), 'the preview lacks the changes');
  });
  await step(
    'version 7 goes live, and its bytes are those of its digest',
    () => publish(blog, 7, 'promote', 'Opening'),
    (files) => `${files} files`,
  );
  await step(
    'a next version goes live',
    async () => {
      await change(blog.id, 'Change the homepage title to Autumn');
      return publish(blog, 8, 'promote');
    },
    (files) => `${files} files`,
  );
  await step('a promote that saw an older state is told what happened meanwhile', async () => {
    const { status, body } = await person.ask<{ code: string; details: { current: number; by: { name: string } } }>(
      'POST',
      `/api/sites/${blog.id}/promote`,
      { version: 6, expectedCurrent: 7 },
    );
    demand(
      status === 409 && body.code === 'moved-meanwhile' && body.details.current === 8 && body.details.by.name !== '',
      JSON.stringify(body),
    );
  });
  await step(
    'roll back to version 7',
    () => publish(blog, 7, 'rollback', 'Autumn came too early'),
    (files) => `${files} files`,
  );
  await step('restore version 2 as a new version with the same tree', async () => {
    const restored = await person.demand<Turn>('POST', `/api/sites/${blog.id}/restore`, { version: 2 });
    const turn = await person.ended(blog.id, restored.build);
    const versions = await person.versions(blog.id);
    const [now, then] = [versions.find(({ number }) => number === 9), versions.find(({ number }) => number === 2)];
    demand(turn.state === 'succeeded' && now?.digest === then?.digest, `ended as ${turn.state}`);
  });
  await step('one key, one effect: the same command sent three times', async () => {
    const key = { 'idempotency-key': 'story-same-key' };
    const send = () =>
      person.ask<Turn>('POST', `/api/sites/${agency.id}/builds`, { prompt: 'Change the homepage title to Once' }, key);
    const answers = await Promise.all([send(), send(), send()]);
    demand(new Set(answers.map(({ body }) => body.build)).size === 1, 'the same key gave several builds');
    await person.ended(agency.id, answers[0]?.body.build ?? '');
  });

  const archive = await step('a site of 32 MB begins from an upload', async () => {
    const upload = await person.demand<{ digest: string }>('POST', '/api/uploads', await heavyArchive());
    const { site, build } = await person.createSite('Photo Archive', { upload: upload.digest });
    const turn = await person.ended(site.id, build.build, 120_000);
    demand(turn.state === 'succeeded', JSON.stringify(turn.outcome));
    return site;
  });
  await step(
    'a running build is stopped',
    () =>
      inTheMiddle(
        archive.id,
        async ({ build }) => void (await person.ask('POST', `/api/sites/${archive.id}/builds/${build}/cancel`)),
        ({ state }) => state === 'cancelled',
      ),
    outcomeOf,
  );
  await step(
    'the runner is killed in mid-build, and another attempt finishes',
    async () => {
      const turn = await inTheMiddle(
        archive.id,
        async () => process.kill(await house.pidOf('runner'), 'SIGKILL') && undefined,
        ({ attempt }) => attempt > 1,
      );
      demand(turn.state === 'succeeded', `it ended as ${turn.state}`);
      return turn;
    },
    (turn) => `attempt ${turn.attempt}, ${outcomeOf(turn)}`,
  );

  await step('the database is dropped; the same rows come back from the log', async () => {
    const before = [await everything(blog.id), await everything(agency.id), await everything(archive.id)];
    await house.stop();
    await house.dropDatabase();
    await house.start();
    await person.logIn(EMAIL);
    const after = [await everything(blog.id), await everything(agency.id), await everything(archive.id)];
    for (const [index, rows] of before.entries())
      demand(after[index] === rows, `site ${index + 1} reads otherwise: ${firstDifference(rows, after[index] ?? '')}`);
  });
  await step(
    'what was live is live, byte for byte',
    () => checkServed(person, { site: blog.id, version: 7, port: house.sitesPort, host: liveHost(blog) }),
    (files) => `${files} files`,
  );
  await step('Pagewright stops', () => house.stop());
};

try {
  await tell();
  end();
} catch (error) {
  console.error(error);
  console.error(house.output());
  for (const name of ['api', 'runner', 'nats-server']) {
    const log = await readFile(join(house.data, 'logs', `${name}.log`), 'utf8').catch(() => '');
    console.error(`--- ${name}\n${log.split('\n').slice(-40).join('\n')}`);
  }
  process.exitCode = 1;
} finally {
  await house.stop();
  await rm(folder, { recursive: true, force: true });
}
