import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person, Turn } from '../../../test/story/person.ts';
import { personWithSite, type RunningApi, runningApi } from './running-api.ts';

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string }[];
}
interface AttachedFile {
  readonly digest: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script><rect width="1"/></svg>';

let api: RunningApi;
let ada: Person;
let site: string;
beforeAll(async () => {
  api = await runningApi();
  ({ person: ada, site } = await personWithSite(api));
}, 120_000);
afterAll(() => api[Symbol.asyncDispose]());

const attach = <Body = AttachedFile>(name: string, bytes: Uint8Array, person = ada) =>
  person.ask<Body>('POST', `/api/sites/${site}/attachments?name=${encodeURIComponent(name)}`, bytes, {
    'content-type': 'application/octet-stream',
  });
const waiting = async (): Promise<readonly string[]> => {
  const { items } = await ada.demand<{ items: Turn[] }>('GET', `/api/sites/${site}/chat`);
  return items
    .filter(({ kind, place }) => kind === 'prompt' && place !== null)
    .toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0))
    .map(({ prompt }) => prompt ?? '');
};

describe('what waits', () => {
  it('is reworded and moved until it is taken', async () => {
    const [one, two, three] = [await ada.say(site, 'one'), await ada.say(site, 'two'), await ada.say(site, 'three')];
    const path = `/api/sites/${site}/builds`;
    expect(await ada.demand('PATCH', `${path}/${two.build}`, { prompt: '2' })).toMatchObject({ prompt: '2' });
    await ada.demand('POST', `${path}/${three.build}/move`, { before: one.build });
    expect(await waiting()).toEqual(['three', 'one', '2']);
    await ada.demand('POST', `${path}/${three.build}/move`, { before: null });
    expect(await waiting()).toEqual(['one', '2', 'three']);

    const empty = await ada.ask<Problem>('PATCH', `${path}/${two.build}`, { prompt: '  ' });
    expect([empty.status, empty.body.errors?.[0]?.path]).toEqual([422, 'prompt']);
    await ada.demand('POST', `${path}/${one.build}/cancel`);
    const late = await ada.ask<Problem>('PATCH', `${path}/${one.build}`, { prompt: 'late' });
    expect([late.status, late.body.code]).toEqual([409, 'build-ended']);
    const gone = await ada.ask<Problem>('POST', `${path}/${two.build}/move`, { before: one.build });
    expect([gone.status, gone.body.code]).toEqual([409, 'queue-moved']);
    expect(await waiting()).toEqual(['2', 'three']);
  });
});

describe('a question', () => {
  it('is refused while the site has no version, and when there is none', async () => {
    const path = `/api/sites/${site}/questions`;
    const early = await ada.ask<Problem>('POST', path, { question: 'What?' });
    expect([early.status, early.body.code]).toEqual([409, 'no-version']);
    const empty = await ada.ask<Problem>('POST', path, { question: ' ' });
    expect([empty.status, empty.body.errors?.[0]?.path]).toEqual([422, 'question']);
  });
});

describe('an attachment', () => {
  it('is kept and goes with a message', async () => {
    const { body: file } = await attach('photo.png', PNG);
    expect(file).toMatchObject({ name: 'photo.png', size: PNG.length, type: 'image/png' });
    const pick = { path: 'index.html', start: 3, end: 9, tag: 'h1', text: 'a' };
    const sent = { ...file, name: 'Our photo.png', intent: 'add' };
    const turn = await ada.demand<Turn>('POST', `/api/sites/${site}/builds`, {
      prompt: 'Add it',
      picks: [pick],
      attachments: [sent],
    });
    expect([turn.attachments, turn.picks]).toEqual([[sent], [pick]]);
  });

  it('that is a picture is shown with its message, under an address that only its digest opens', async () => {
    const { body: photo } = await attach('photo.png', PNG);
    const { body: drawing } = await attach('drawing.svg', Buffer.from(SVG));
    const { body: words } = await attach('notes.txt', Buffer.from('plain words'));
    const files = [photo, drawing, words].map((file) => ({ ...file, intent: 'reference' }));
    const turn = await ada.demand<Turn>('POST', `/api/sites/${site}/builds`, { prompt: 'Like it', attachments: files });
    const address = `http://127.0.0.1:${api.port}/api/sites/${site}/builds/${turn.build}/attachments`;
    const shown = await fetch(`${address}/${photo.digest}`);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);
    const drawn = await fetch(`${address}/${drawing.digest}`);
    expect([drawn.status, drawn.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(drawn.headers.get('content-security-policy')).toMatch(/^sandbox;/);
    for (const digest of [words.digest, 'a'.repeat(64)]) expect((await fetch(`${address}/${digest}`)).status).toBe(404);
  });

  it('is what its extension says, or refused', async () => {
    const refused = async (name: string, bytes: Uint8Array) => {
      const { status, body } = await attach<Problem>(name, bytes);
      return [status, body.code];
    };
    const unsupported = [415, 'unsupported-attachment'];
    expect(await refused('photo.jpg', PNG)).toEqual(unsupported);
    expect(await refused('notes.txt', PNG)).toEqual(unsupported);
    expect(await refused('run.exe', PNG)).toEqual(unsupported);
    expect(await refused('drawing.svg', Buffer.from('<html/>'))).toEqual(unsupported);
    expect(await refused('empty.txt', new Uint8Array())).toEqual([422, 'invalid']);
    expect(await refused('big.png', randomBytes(10 * 1024 * 1024 + 1))).toEqual([413, 'attachment-too-large']);
    expect((await attach('notes.txt', Buffer.from('plain words'))).status).toBe(201);
  });

  it('is made harmless when it is an SVG', async () => {
    const { body: file } = await attach('drawing.svg', Buffer.from(SVG));
    expect(file).toMatchObject({ type: 'image/svg+xml' });
    expect(file.size).toBeLessThan(SVG.length);
  });

  it('belongs to who sent it, under a name that fits', async () => {
    const { body: file } = await attach('photo.png', PNG);
    const say = async (attachments: unknown) => {
      const { status, body } = await ada.ask<Problem>('POST', `/api/sites/${site}/builds`, {
        prompt: 'x',
        attachments,
      });
      return [status, body.errors?.[0]?.path];
    };
    expect(await say([{ ...file, digest: 'a'.repeat(64), intent: 'add' }])).toEqual([422, 'attachments.0.digest']);
    expect(await say([{ ...file, name: 'photo.html', intent: 'add' }])).toEqual([422, 'attachments.0.name']);
    const { body: words } = await attach('notes.txt', Buffer.from('plain words'));
    expect(await say([{ ...words, intent: 'add' }])).toEqual([422, 'attachments.0.intent']);
  });

  it('leaves room for the words it goes with', async () => {
    const pick = { path: 'x'.repeat(300), start: 3, end: 9, tag: 'h1', text: '€'.repeat(200) };
    const { status, body } = await ada.ask<Problem>('POST', `/api/sites/${site}/builds`, {
      prompt: 'y'.repeat(32 * 1024),
      picks: Array.from({ length: 10 }, () => pick),
    });
    expect([status, body.errors?.[0]?.path]).toEqual([422, 'prompt']);
  });
});
