import { unzipSync } from 'fflate';
import { packTree } from '@pagewright/artifacts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../test/story/installation.ts';
import { Person, type Site, type Version, visit } from '../../../test/story/person.ts';
import { watch } from '../../../test/story/watcher.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { waitFor } from '../../../test/support/wait-for.ts';

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly { readonly path: string }[];
}
interface Diff {
  readonly files: readonly { readonly path: string; readonly change: string; readonly added: number }[];
}
interface FileDiff {
  readonly change: string;
  readonly image: boolean;
  readonly from: { readonly size: number; readonly url: string } | null;
  readonly to: { readonly size: number; readonly url: string } | null;
  readonly content: { readonly type: string; readonly hunks?: readonly { readonly lines: readonly object[] }[] };
}
interface LiveAt {
  readonly time: string;
  readonly live: { readonly version: number; readonly kept: boolean; readonly event: string } | null;
}

const HOME = '<!doctype html>\n<html lang="en">\n<title>Studio</title>\n<h1>Studio</h1>\n<p>Hello</p>\n</html>\n';
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

let folder: TemporaryFolder;
let house: Installation;
let ada: Person;
let site: string;
let other: string;

const of = (number: number, rest = ''): string => `/api/sites/${site}/versions/${number}${rest}`;
const codeOf = async (method: string, path: string, body?: unknown): Promise<[number, string]> => {
  const answer = await ada.ask<Problem>(method, path, body);
  return [answer.status, answer.body.code];
};
const promote = (version: number): Promise<{ site: Site }> =>
  ada.demand('POST', `/api/sites/${site}/promote`, { version });
const numbers = async (query: string): Promise<[number[], number]> => {
  const { items, total } = await ada.demand<{ items: Version[]; total: number }>(
    'GET',
    `/api/sites/${site}/versions?${query}`,
  );
  return [items.map(({ number }) => number), total];
};

beforeAll(async () => {
  folder = await temporaryFolder('versions');
  house = await createInstallation(folder.path);
  await house.start();
  ada = new Person(house.port);
  await ada.register('ada@example.org', house.setupCode);
  const tree = new Map([
    ['index.html', Buffer.from(HOME)],
    ['images/pixel one.gif', PIXEL],
  ]);
  const { digest } = await ada.demand<{ digest: string }>('POST', '/api/uploads', await packTree(tree));
  const made = await ada.createSite('Studio', { upload: digest });
  site = made.site.id;
  await ada.ended(site, made.build.build);
  for (const prompt of [
    'Replace "Hello" with "Workshop"',
    'Replace "Workshop" with "Atelier"',
    'Replace "Atelier" with "Yard"',
  ]) {
    const turn = await ada.say(site, prompt);
    expect(await ada.ended(site, turn.build)).toMatchObject({ state: 'succeeded' });
  }
  const second = await ada.createSite('Other', { upload: digest });
  other = second.site.id;
  await ada.ended(other, second.build.build);
}, 300_000);
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe('what is said of a version', () => {
  it('is noted, starred and pinned, told to those who watch, and found again', async () => {
    using watcher = await watch(house.port, ada.token, `site:${site}`);
    expect(await ada.demand('PATCH', of(2), { note: '  Approved by the board  ' })).toMatchObject({
      number: 2,
      note: 'Approved by the board',
      starred: false,
    });
    expect(await ada.demand('POST', of(2, '/star'))).toMatchObject({ starred: true });
    expect(await ada.demand('POST', of(2, '/pin'))).toMatchObject({ pinned: true });
    await watcher.until('the pinned version', (heard) =>
      heard.some((data) => data.kind === 'version' && data.version.number === 2 && data.version.pinned),
    );
    expect(await numbers('starred=true')).toEqual([[2], 1]);
    expect(await numbers('pinned=true&noted=true&q=BOARD')).toEqual([[2], 1]);
    expect(await numbers('q=YARD')).toEqual([[4], 1]);
    expect(await numbers('q=pixel%20one.gif')).toEqual([[1], 1]);
    expect(await numbers('starred=false&limit=2')).toEqual([[4, 3], 3]);
    expect(await ada.demand('POST', of(2, '/unstar'))).toMatchObject({ starred: false });
    expect(await ada.demand('POST', of(2, '/unpin'))).toMatchObject({ pinned: false });
    expect(await ada.demand('PATCH', of(2), { note: ' ' })).toMatchObject({ note: null });
  });

  it('names the field that is wrong', async () => {
    const long = await ada.ask<Problem>('PATCH', of(2), { note: 'x'.repeat(2_001) });
    expect([long.status, long.body.errors?.[0]?.path]).toEqual([422, 'note']);
    expect(await codeOf('PATCH', of(2), {})).toEqual([422, 'invalid']);
    expect(await codeOf('GET', `/api/sites/${site}/versions?starred=maybe`)).toEqual([400, 'invalid']);
  });
});

describe('the difference of two versions', () => {
  const diff = `/diff?from=`;
  it('lists the files, in both directions', async () => {
    const forth = await ada.demand<Diff>('GET', `/api/sites/${site}${diff}1&to=3`);
    expect(forth.files).toEqual([{ path: 'index.html', change: 'modified', added: 1, removed: 1 }]);
    expect(await ada.demand('GET', `/api/sites/${site}${diff}3&to=3`)).toMatchObject({ files: [], added: 0 });
  });

  it('shows a text by its lines, with their numbers', async () => {
    const file = await ada.demand<FileDiff>('GET', `/api/sites/${site}/diff/file?from=1&to=3&path=index.html`);
    expect(file).toMatchObject({ change: 'modified', image: false, content: { type: 'text', added: 1, removed: 1 } });
    expect(file.content.hunks?.[0]?.lines.slice(3)).toEqual([
      { kind: 'removed', from: 5, to: null, text: '<p>Hello</p>' },
      { kind: 'added', from: null, to: 5, text: '<p>Atelier</p>' },
      { kind: 'same', from: 6, to: 6, text: '</html>' },
    ]);
  });

  it('shows a picture by where both versions serve it', async () => {
    const path = encodeURIComponent('images/pixel one.gif');
    const file = await ada.demand<FileDiff>('GET', `/api/sites/${site}/diff/file?from=1&to=2&path=${path}`);
    expect(file).toMatchObject({
      change: 'same',
      image: true,
      content: { type: 'same' },
      from: { size: PIXEL.length },
    });
    const { host, pathname } = new URL(file.to?.url ?? '');
    expect((await visit(house.sitesPort, host, pathname)).body).toEqual(PIXEL);
  });

  it('is refused for what is not there', async () => {
    expect(await codeOf('GET', `/api/sites/${site}${diff}1&to=99`)).toEqual([404, 'not-found']);
    expect(await codeOf('GET', `/api/sites/${other}${diff}1&to=2`)).toEqual([404, 'not-found']);
    expect(await codeOf('GET', `/api/sites/${site}${diff}0&to=2`)).toEqual([400, 'invalid']);
    expect(await codeOf('GET', `/api/sites/${site}/diff/file?from=1&to=2&path=no.html`)).toEqual([404, 'not-found']);
  });
});

describe('a download', () => {
  it('is a tar.gz or a zip of the same files', async () => {
    const download = (query: string) =>
      fetch(`http://127.0.0.1:${house.port}${of(3, `/archive${query}`)}`, {
        headers: { authorization: `Bearer ${ada.token}` },
      });
    expect((await download('')).headers.get('content-type')).toBe('application/gzip');
    const [one, again] = await Promise.all(
      [1, 2].map(async () => new Uint8Array(await (await download('?format=zip')).arrayBuffer())),
    );
    expect(one).toEqual(again);
    const files = unzipSync(one ?? new Uint8Array());
    expect(Object.keys(files)).toEqual(['images/pixel one.gif', 'index.html']);
    expect(Buffer.from(files['index.html'] ?? []).toString()).toBe(HOME.replace('Hello', 'Atelier'));
    expect((await download('?format=rar')).status).toBe(400);
  });
});

describe('what was live at a moment', () => {
  it('is told, and rolled back to with a reason', async () => {
    const liveAt = (time: string) =>
      ada.demand<LiveAt>('GET', `/api/sites/${site}/live-at?time=${encodeURIComponent(time)}`);
    await promote(2);
    const { live } = await promote(3).then((answer) => answer.site);
    const before = new Date(Date.parse(live?.at ?? '') - 1).toISOString();
    expect(await liveAt(before)).toMatchObject({
      time: before,
      live: { version: 2, kept: true, by: { name: 'Ingrid Solheim' } },
    });
    expect(await liveAt('2999-01-01T01:00:00+01:00')).toMatchObject({
      time: '2999-01-01T00:00:00.000Z',
      live: { version: 3 },
    });
    expect(await liveAt('2020-01-01T00:00:00Z')).toMatchObject({ live: null });
    expect(await codeOf('GET', `/api/sites/${site}/live-at?time=yesterday`)).toEqual([400, 'invalid']);
    const back = await ada.demand<{ site: Site }>('POST', `/api/sites/${site}/rollback`, {
      version: 2,
      expectedCurrent: 3,
      reason: 'The sale ended',
    });
    expect(back.site.live?.version).toBe(2);
  });
});

describe('a lock on live', () => {
  it('says who locked it and why, wherever somebody wants to publish', async () => {
    const locked = await ada.demand<Site>('POST', `/api/sites/${site}/lock-live`, { reason: 'Sale until Sunday' });
    expect(locked).toMatchObject({
      liveLocked: true,
      liveLock: { by: { name: 'Ingrid Solheim' }, reason: 'Sale until Sunday' },
    });
    const refused = await ada.ask<Problem>('POST', `/api/sites/${site}/promote`, { version: 3 });
    expect([refused.status, refused.body.code, refused.body.details]).toMatchObject([
      409,
      'live-locked',
      { reason: 'Sale until Sunday', by: { name: 'Ingrid Solheim' } },
    ]);
    expect(await ada.demand('POST', `/api/sites/${site}/unlock-live`)).toMatchObject({ liveLock: null });
  });
});

describe('a version that is deleted', () => {
  it('is kept while something needs it, and the refusal says what', async () => {
    await ada.demand('POST', of(1, '/pin'));
    const keepers = await Promise.all(
      [1, 2, 4].map(async (number) => (await ada.ask<Problem>('DELETE', of(number))).body),
    );
    expect(keepers.map(({ status, code, details }) => [status, code, details?.['by']])).toEqual([
      [409, 'version-kept', 'pin'],
      [409, 'version-kept', 'live'],
      [409, 'version-kept', 'preview'],
    ]);
    await ada.demand('POST', of(1, '/unpin'));
  });

  it('is gone from every door and every host, and from those who watch', async () => {
    const version = await ada.demand<Version>('GET', of(3));
    const { host } = new URL(version.url);
    expect((await visit(house.sitesPort, host, '/')).status).toBe(200);
    using watcher = await watch(house.port, ada.token, `site:${site}`);
    expect((await ada.ask('DELETE', of(3))).status).toBe(204);
    await watcher.until('the end of the version', (heard) =>
      heard.some((data) => data.kind === 'version-gone' && data.version === 3),
    );
    await waitFor(async () => (await visit(house.sitesPort, host, '/')).status === 410, { what: 'the host to know' });
    expect((await visit(house.sitesPort, host, '/index.html')).body.toString()).toContain('Version deleted');
    const doors: readonly (readonly [string, string, unknown?])[] = [
      ['GET', of(3)],
      ['GET', of(3, '/files')],
      ['GET', of(3, '/changes')],
      ['GET', of(3, '/archive')],
      ['PATCH', of(3), { note: 'x' }],
      ['POST', of(3, '/star')],
      ['DELETE', of(3)],
      ['POST', `/api/sites/${site}/promote`, { version: 3 }],
      ['POST', `/api/sites/${site}/rollback`, { version: 3, reason: 'x' }],
      ['POST', `/api/sites/${site}/restore`, { version: 3 }],
      ['GET', `/api/sites/${site}/diff?from=3&to=4`],
    ];
    for (const [method, path, body] of doors)
      expect([method, path, await codeOf(method, path, body)]).toEqual([method, path, [404, 'version-deleted']]);
    expect(await numbers('')).toEqual([[4, 2, 1], 3]);
    const past = await ada.demand<LiveAt>('GET', `/api/sites/${site}/live-at?time=2999-01-01T00:00:00Z`);
    expect(past.live).toMatchObject({ version: 2, kept: true });
  });

  it('is not one of another site, or none at all', async () => {
    for (const path of [`/api/sites/${other}/versions/2`, `/api/sites/${site}/versions/99`])
      for (const [method, rest] of [
        ['DELETE', ''],
        ['POST', '/star'],
        ['POST', '/pin'],
      ] as const)
        expect((await codeOf(method, path + rest))[0]).toBe(404);
    const stranger = new Person(house.port);
    await stranger.register('bob@example.org');
    expect((await stranger.ask('DELETE', of(1))).status).toBe(404);
    expect((await stranger.ask('GET', `/api/sites/${site}/diff?from=1&to=2`)).status).toBe(404);
  });

  it('keeps its number for good', async () => {
    const turn = await ada.say(site, 'Replace "Yard" with "Barn"');
    expect(await ada.ended(site, turn.build)).toMatchObject({ outcome: { type: 'version', version: 5 } });
  });
});
