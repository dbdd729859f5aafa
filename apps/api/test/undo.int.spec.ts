import { packTree, unpackArchive } from '@pagewright/artifacts';
import type { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../test/story/installation.ts';
import { Person, type Turn } from '../../../test/story/person.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../test/support/temporary-folder.ts';
import type * as explaining from '../src/contract/explain.ts';
import type * as undoing from '../src/contract/undo.ts';

type Trial = z.infer<typeof undoing.undoTrial>;
type Explanation = z.infer<typeof explaining.explanation>;
interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string }[];
  readonly details?: Trial;
}

const PAGES = {
  'index.html':
    '<!doctype html>\n<html lang="en">\n<head>\n<title>Mill</title>\n<link rel="stylesheet" href="site.css">\n</head>\n' +
    '<body>\n<main>\n<h1>The old mill</h1>\n<p>We grind flour.</p>\n</main>\n<script src="site.js"></script>\n</body>\n</html>\n',
  'site.css': 'h1 {\n  color: red;\n}\n.none {\n  top: 0;\n}\n',
  'site.js': 'const list = 1;\nconsole.log(list);\n',
};

let folder: TemporaryFolder;
let house: Installation;
let ada: Person;

beforeAll(async () => {
  folder = await temporaryFolder('undo');
  house = await createInstallation(folder.path);
  await house.start();
  ada = new Person(house.port);
  await ada.register('ada@example.org', house.setupCode);
}, 600_000);
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const mill = async (name: string): Promise<{ site: string; imported: string }> => {
  const archive = await packTree(
    new Map(Object.entries(PAGES).map(([path, text]) => [path, new TextEncoder().encode(text)])),
  );
  const { digest } = await ada.demand<{ digest: string }>('POST', '/api/uploads', archive);
  const { site, build } = await ada.createSite(name, { upload: digest });
  await ada.ended(site.id, build.build);
  return { site: site.id, imported: build.build };
};
const built = async (site: string, prompt: string): Promise<Turn> => {
  const turn = await ada.ended(site, (await ada.say(site, prompt)).build);
  if (turn.outcome?.type !== 'version') throw new Error(JSON.stringify(turn.outcome));
  return turn;
};
const address = (site: string, build: string, door: 'undo' | 'undo/try'): string =>
  `/api/sites/${site}/builds/${build}/${door}`;
const tryUndo = (site: string, build: string): Promise<Trial> =>
  ada.demand('POST', address(site, build, 'undo/try'), {});
const undo = (site: string, build: string, choices: unknown[] = [], key?: string) =>
  ada.ask<Turn & Problem>('POST', address(site, build, 'undo'), { choices }, key ? { 'idempotency-key': key } : {});
const digestOf = async (site: string, number: number): Promise<string> =>
  (await ada.demand<{ digest: string }>('GET', `/api/sites/${site}/versions/${number}`)).digest;

describe('undoing a build', () => {
  it('takes the newest back at once, byte for byte, and that again', async () => {
    const { site } = await mill('Head');
    const heading = await built(site, 'Change the heading to "The new mill"');
    const trial = await tryUndo(site, heading.build);
    expect(trial).toMatchObject({ undoes: 2, head: 2, conflicts: [], findings: [], ready: true });
    expect(trial.changes).toEqual([{ path: 'index.html', change: 'modified', added: 1, removed: 1 }]);

    const { status, body } = await undo(site, heading.build);
    expect([status, body.kind, body.state, body.undoes]).toEqual([202, 'undo', 'succeeded', 2]);
    expect(body.outcome).toMatchObject({
      type: 'version',
      version: 3,
      summary: expect.stringMatching(/^Undid: /) as string,
    });
    expect(await digestOf(site, 3)).toBe(await digestOf(site, 1));

    const again = await undo(site, body.build);
    expect(again.body.outcome).toMatchObject({ version: 4, summary: expect.stringMatching(/^Redid: /) as string });
    expect(await digestOf(site, 4)).toBe(await digestOf(site, 2));
  });

  it('answers a repeat of the same request with the same turn, and makes one version', async () => {
    const { site } = await mill('Twice');
    const heading = await built(site, 'Change the heading to "The new mill"');
    const [one, two] = [await undo(site, heading.build, [], 'k1'), await undo(site, heading.build, [], 'k1')];
    expect(two.body.build).toBe(one.body.build);
    expect(await ada.versions(site)).toHaveLength(3);
  });

  it('takes an older one back below later changes', async () => {
    const { site } = await mill('Below');
    const heading = await built(site, 'Change the heading to "The new mill"');
    await built(site, 'Change "We grind flour." to "We bake bread."');
    expect((await undo(site, heading.build)).status).toBe(202);
    const archive = await fetch(`http://127.0.0.1:${house.port}/api/sites/${site}/versions/4/archive`, {
      headers: { authorization: `Bearer ${ada.token}` },
    });
    const tree = await unpackArchive(new Uint8Array(await archive.arrayBuffer()));
    expect(new TextDecoder().decode(tree.get('index.html'))).toBe(
      PAGES['index.html'].replace('We grind flour.', 'We bake bread.'),
    );
  });

  it('lists conflicts with the texts of both sides, refuses without choices, and does what was chosen', async () => {
    const { site } = await mill('Conflict');
    const first = await built(site, 'Change the heading to "The new mill"');
    await built(site, 'Change the heading to "The newest mill"');
    const trial = await tryUndo(site, first.build);
    expect(trial).toMatchObject({ head: 3, ready: false, changes: [] });
    expect(trial.conflicts).toMatchObject([
      {
        path: 'index.html',
        kind: 'hunk',
        line: 9,
        base: { text: '<h1>The new mill</h1>\n' },
        ours: { text: '<h1>The newest mill</h1>\n' },
        theirs: { text: '<h1>The old mill</h1>\n' },
        choice: null,
      },
    ]);

    const refused = await undo(site, first.build);
    expect([refused.status, refused.body.code]).toEqual([409, 'undo-conflicts']);
    expect(refused.body.details?.conflicts).toEqual(trial.conflicts);
    expect(await ada.versions(site)).toHaveLength(3);

    const choose = (take: string) => trial.conflicts.map(({ id }) => ({ conflict: id, take }));
    const kept = await undo(site, first.build, choose('ours'));
    expect([kept.status, kept.body.code]).toEqual([409, 'no-change']);
    const done = await undo(site, first.build, choose('theirs'));
    expect(done.status).toBe(202);
    expect(await digestOf(site, 4)).toBe(await digestOf(site, 1));
  });

  it('refuses when the head moved under the dialog to something that nobody chose at', async () => {
    const { site } = await mill('Moved');
    const first = await built(site, 'Change the heading to "The new mill"');
    expect(await tryUndo(site, first.build)).toMatchObject({ ready: true });
    await built(site, 'Change the heading to "The newest mill"');
    const { status, body } = await undo(site, first.build);
    expect([status, body.code, body.details?.head]).toEqual([409, 'undo-conflicts', 3]);
  });

  it('is refused for the first version, for a build that is not there, and for wrong choices', async () => {
    const { site, imported } = await mill('Refused');
    const nothing = await undo(site, imported);
    expect([nothing.status, nothing.body.code]).toEqual([409, 'nothing-to-undo']);
    const unknown = await undo(site, 'no-such-build');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'unknown-build']);
    const wrong = await undo(site, imported, [{ conflict: 'x', take: 'both' }]);
    expect([wrong.status, wrong.body.errors?.[0]?.path]).toEqual([422, 'choices.0.take']);
    const stranger = new Person(house.port);
    await stranger.register(`bob-${site}@example.org`);
    expect((await stranger.ask('POST', address(site, imported, 'undo'), {})).status).toBe(404);
  });
});

describe('explaining an element', () => {
  const explain = (site: string, number: number, query: Readonly<Record<string, string | number>>) =>
    ada.ask<Explanation & Problem>(
      'GET',
      `/api/sites/${site}/versions/${number}/explain?${new URLSearchParams(
        Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
      ).toString()}`,
    );
  const placeOf = (text: string, of: string) => ({ start: text.indexOf(of), end: text.indexOf(of) + of.length });

  it('names for markup, words and each rule the build that last wrote it', async () => {
    const { site, imported } = await mill('Explain');
    const heading = await built(site, 'Change the heading to "The new mill"');
    const html = PAGES['index.html'].replace('The old mill', 'The new mill');
    const { status, body } = await explain(site, 2, { path: 'index.html', ...placeOf(html, '<h1>The new mill</h1>') });
    expect([status, body.tag, body.madeBy]).toEqual([200, 'h1', null]);
    expect(body.parts.map(({ what, title, path, place }) => [what, title, path, place?.line])).toEqual([
      ['markup', '<h1>', 'index.html', 9],
      ['text', 'Text', 'index.html', 9],
      ['rule', 'h1', 'site.css', 1],
    ]);
    const [markup, text, rule] = body.parts;
    expect(markup?.writtenBy).toMatchObject([{ build: imported, kind: 'import', version: 1, share: 1 }]);
    expect(rule?.writtenBy).toMatchObject([{ build: imported, version: 1 }]);
    expect(text?.writtenBy.map(({ build }) => build).toSorted()).toEqual([heading.build, imported].toSorted());
    const mine = text?.writtenBy.find(({ build }) => build === heading.build);
    expect(mine).toMatchObject({
      kind: 'prompt',
      version: 2,
      prompt: 'Change the heading to "The new mill"',
      by: { name: 'Ingrid Solheim' },
      cost: { usd: 0, agent: 'builtin' },
    });
    expect(text?.writtenBy.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('goes back to the earlier author by an undo and by a restore', async () => {
    const { site, imported } = await mill('Back');
    const heading = await built(site, 'Change the heading to "The new mill"');
    await undo(site, heading.build);
    const place = placeOf(PAGES['index.html'], '<h1>The old mill</h1>');
    const undone = await explain(site, 3, { path: 'index.html', ...place });
    expect(undone.body.parts[1]?.writtenBy).toMatchObject([{ build: imported, share: 1 }]);
    await ada.demand('POST', `/api/sites/${site}/restore`, { version: 2 });
    const html = PAGES['index.html'].replace('The old mill', 'The new mill');
    const restored = await explain(site, 4, { path: 'index.html', ...placeOf(html, '<h1>The new mill</h1>') });
    expect(restored.body.parts[1]?.writtenBy.map(({ build }) => build)).toContain(heading.build);
  });

  it('names the line of the script for what a script made, and nothing else', async () => {
    const { site, imported } = await mill('Script');
    const query = { path: 'index.html', start: 0, end: 10, script: 'site.js', line: 2 };
    const { body } = await explain(site, 1, query);
    expect(body).toMatchObject({
      tag: null,
      madeBy: { path: 'site.js', line: 2 },
      parts: [{ what: 'script', path: 'site.js', excerpt: 'console.log(list);', writtenBy: [{ build: imported }] }],
    });
    expect((await explain(site, 1, { ...query, line: 99 })).status).toBe(422);
  });

  it('refuses what is not there', async () => {
    const { site } = await mill('Nowhere');
    const query = { path: 'index.html', start: 0, end: 10 };
    expect((await explain(site, 9, query)).status).toBe(404);
    expect((await explain(site, 1, { ...query, path: 'gone.html' })).status).toBe(404);
    expect((await explain(site, 1, { ...query, end: 99_999 })).status).toBe(422);
    const backwards = await explain(site, 1, { ...query, start: 10, end: 5 });
    expect([backwards.status, backwards.body.errors?.[0]?.path]).toEqual([400, 'end']);
    const stranger = new Person(house.port);
    await stranger.register(`eve-${site}@example.org`);
    const theirs = `/api/sites/${site}/versions/1/explain?path=index.html&start=0&end=10`;
    expect((await stranger.ask('GET', theirs)).status).toBe(404);
  });
});
