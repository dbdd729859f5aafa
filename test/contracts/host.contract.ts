import * as fc from 'fast-check';
import { type ArtifactStore, ArtifactMissing, type ListedFile, sha256, treeDigest } from '@pagewright/artifacts';
import { type Applied, type Host, type HostedVersion, type Placement, TreeMismatch } from '@pagewright/hosting';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeVersion, pagesOf, someDigest } from '../support/hosted-versions.ts';
import { httpGet, type HttpAnswer } from '../support/http-get.ts';
import { waitFor } from '../support/wait-for.ts';

export interface HostUnderTest extends AsyncDisposable {
  readonly host: Host;
  readonly artifacts: ArtifactStore;
  readonly port: number;
  /** Ends it, without a word to anybody, and starts it again on what is on disk. */
  restart(): Promise<HostUnderTest>;
  /** Moves the host's clock on. */
  advance(ms: number): void;
}

const KEY = 'abcdefghijklmnop';
const LIVE = 'docs.localhost';
const PREVIEW = `preview--${KEY}.localhost`;
const at = (version: number): string => `v${version}--${KEY}.localhost`;

/** What every web host keeps; its sites domain is `localhost`. An adapter is done when it passes this unchanged. */
export const describeHost = (name: string, open: () => Promise<HostUnderTest>): void => {
  describe(`${name} as a host`, () => {
    let subject: HostUnderTest;
    let versions: Map<number, HostedVersion>;
    let hosted: Map<number, HostedVersion | 'deleted'>;

    beforeEach(async () => {
      subject = await open();
      versions = new Map();
      for (const version of [1, 2, 3]) {
        versions.set(version, await makeVersion(subject.artifacts, version, pagesOf(version)));
      }
      hosted = new Map(versions);
    });
    afterEach(() => subject[Symbol.asyncDispose]());

    const place = (changes: Partial<Placement> = {}): Promise<void> =>
      subject.host.place({ site: 'site-1', fqdn: LIVE, key: KEY, serving: 'enabled', versions: hosted, ...changes });
    const version = (number: number): HostedVersion => {
      const found = versions.get(number);
      if (!found) throw new Error(`The test has no version ${number}`);
      return found;
    };
    const apply = (number: number, position: number, target: 'live' | 'preview' = 'live'): Promise<Applied> =>
      subject.host.apply({ site: 'site-1', target, position, ...version(number) });
    const get = (host: string, path?: string, headers?: Record<string, string>): Promise<HttpAnswer> =>
      httpGet({ port: subject.port, host, ...(path && { path }), ...(headers && { headers }) });
    const titleAt = async (host: string): Promise<string> => {
      const { status, text } = await get(host);
      return status === 200 ? (/<title>(.*)<\/title>/.exec(text)?.[1] ?? text) : String(status);
    };

    it('knows no site that it was not told of', async () => {
      expect((await get('never.localhost')).status).toBe(421);
      expect((await get(PREVIEW)).status).toBe(421);
      await expect(apply(1, 10)).rejects.toThrow(/site-1/);
    });

    it('says that nothing is published on a new site', async () => {
      await place();
      expect((await get(LIVE)).status).toBe(404);
      expect((await get(PREVIEW)).status).toBe(404);
    });

    it('serves what each pointer shows on its own origin', async () => {
      await place();
      expect(await apply(1, 10, 'live')).toBe('switched');
      expect(await apply(2, 11, 'preview')).toBe('switched');
      expect(await titleAt(LIVE)).toBe('Version 1');
      expect(await titleAt(PREVIEW)).toBe('Version 2');
    });

    it('serves exactly the files that the digest names', async () => {
      await place();
      await apply(2, 10);
      const files: ListedFile[] = [];
      for (const path of Object.keys(pagesOf(2))) {
        const { status, body } = await get(LIVE, `/${path}`);
        expect([path, status]).toEqual([path, 200]);
        files.push({ path, sha256: sha256(body), size: body.length });
      }
      const told: unknown = JSON.parse((await get(LIVE, '/.well-known/pagewright.json')).text);
      expect(told).toEqual({ site: 'site-1', version: 2, digest: treeDigest(files), target: 'live', position: 10 });
    });

    it('switches to another version, also to an older one', async () => {
      await place();
      await apply(1, 10);
      expect(await apply(2, 20)).toBe('switched');
      expect(await titleAt(LIVE)).toBe('Version 2');
      expect(await apply(1, 30)).toBe('switched');
      expect(await titleAt(LIVE)).toBe('Version 1');
    });

    it('skips a switch with a lower position, also after a restart', async () => {
      await place();
      await apply(2, 20);
      expect(await apply(1, 19)).toBe('stale');
      expect(await titleAt(LIVE)).toBe('Version 2');
      subject = await subject.restart();
      await place();
      expect(await apply(1, 19)).toBe('stale');
      expect(await apply(2, 20)).toBe('unchanged');
      expect(await titleAt(LIVE)).toBe('Version 2');
    });

    it('finds a repeat unchanged, and the same version under a newer position too', async () => {
      await place();
      await apply(1, 10);
      expect(await apply(1, 10)).toBe('unchanged');
      expect(await apply(1, 12)).toBe('unchanged');
      expect(await apply(2, 11)).toBe('stale');
    });

    it('ends at the highest position in whatever order switches come', async () => {
      await place();
      let base = 0;
      const order = fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 1 });
      await fc.assert(
        fc.asyncProperty(order, async (offsets) => {
          base += 10;
          await Promise.all(offsets.map((offset) => apply((offset % 3) + 1, base + offset)));
          expect(await titleAt(LIVE)).toBe(`Version ${(Math.max(...offsets) % 3) + 1}`);
        }),
        { numRuns: 15 },
      );
    });

    it('serves the same after a restart, before it is told anything', async () => {
      await place();
      await apply(1, 10);
      await apply(2, 11, 'preview');
      subject = await subject.restart();
      expect(await titleAt(LIVE)).toBe('Version 1');
      expect(await titleAt(PREVIEW)).toBe('Version 2');
      expect(await subject.host.held()).toEqual([{ site: 'site-1', positions: { live: 10, preview: 11 } }]);
    });

    it('keeps the old version when the new archive holds another tree', async () => {
      await place();
      await apply(1, 10);
      const wrong = { ...version(2), digest: version(3).digest };
      const refusal = subject.host.apply({ site: 'site-1', target: 'live', position: 20, ...wrong });
      await expect(refusal).rejects.toThrow(TreeMismatch);
      expect(await titleAt(LIVE)).toBe('Version 1');
      expect(await apply(2, 20)).toBe('switched');
    });

    it('keeps the old version when the archive is missing, and takes the new one once it is there', async () => {
      await place();
      await apply(1, 10);
      const { artifact } = version(2);
      await subject.artifacts.delete(artifact);
      await expect(apply(2, 20)).rejects.toThrow(ArtifactMissing);
      expect(await titleAt(LIVE)).toBe('Version 1');
      await makeVersion(subject.artifacts, 2, pagesOf(2));
      expect(await apply(2, 20)).toBe('switched');
      expect(await titleAt(LIVE)).toBe('Version 2');
    });

    it('serves any version at its own address, though no pointer ever showed it', async () => {
      await place();
      await apply(1, 10);
      const answers = await Promise.all(Array.from({ length: 20 }, () => titleAt(at(3))));
      expect(new Set(answers)).toEqual(new Set(['Version 3']));
      const told: unknown = JSON.parse((await get(at(3), '/.well-known/pagewright.json')).text);
      expect(told).toMatchObject({ version: 3, digest: version(3).digest, target: 'version' });
    });

    it('says 404 for a version that never was, and 410 for one whose files are no longer kept', async () => {
      await place();
      hosted.set(4, { version: 4, digest: someDigest('a'), artifact: someDigest('b') });
      expect((await get(at(9))).status).toBe(404);
      expect((await get(at(4))).status).toBe(410);
    });

    it('says 410 for a version that was deleted, whatever was served of it before', async () => {
      await place();
      await apply(1, 10);
      expect(await titleAt(at(3))).toBe('Version 3');
      hosted.set(3, 'deleted');
      await place();
      expect((await get(at(3))).status).toBe(410);
      expect((await get(at(3), '/css/site.css')).status).toBe(410);
      expect(await titleAt(LIVE)).toBe('Version 1');
    });

    it('keeps preview and versions out of search engines, and live not', async () => {
      await place();
      await apply(1, 10);
      await apply(1, 11, 'preview');
      const robots = async (host: string) => (await get(host)).headers['x-robots-tag'];
      expect(await robots(PREVIEW)).toBe('noindex');
      expect(await robots(at(2))).toBe('noindex');
      expect(await robots(LIVE)).toBeUndefined();
    });

    it('redirects /preview of the live origin to the preview origin, and does nothing else there', async () => {
      await place();
      await apply(1, 10);
      for (const path of ['/preview', '/preview/']) {
        const { status, headers } = await get(`${LIVE}:4401`, path);
        expect([status, headers['location']]).toEqual([302, `//${PREVIEW}:4401/`]);
      }
      expect((await get(LIVE, '/preview/index.html')).status).toBe(404);
    });

    it('answers 503 on the live origin of a disabled site until it is enabled', async () => {
      await place();
      await apply(1, 10);
      await place({ serving: 'disabled' });
      expect((await get(LIVE)).status).toBe(503);
      subject = await subject.restart();
      expect((await get(LIVE)).status).toBe(503);
      await place();
      expect(await titleAt(LIVE)).toBe('Version 1');
    });

    it('forgets the old addresses when the key or the name changes', async () => {
      await place();
      await apply(1, 10);
      await apply(1, 11, 'preview');
      await place({ fqdn: 'new.localhost', key: 'qrstuvwxyz234567' });
      expect((await get(LIVE)).status).toBe(421);
      expect((await get(PREVIEW)).status).toBe(421);
      expect(await titleAt('new.localhost')).toBe('Version 1');
      expect(await titleAt('preview--qrstuvwxyz234567.localhost')).toBe('Version 1');
    });

    it('forgets a site with everything of it, once and for all', async () => {
      await place();
      await apply(1, 10);
      await subject.host.forget('site-1');
      await subject.host.forget('site-1');
      expect((await get(LIVE)).status).toBe(421);
      expect(await subject.host.held()).toEqual([]);
      subject = await subject.restart();
      expect((await get(LIVE)).status).toBe(421);
    });

    it('leaves a name to the site that took it over', async () => {
      await place();
      await apply(1, 10);
      await subject.host.place({
        site: 'site-2',
        fqdn: LIVE,
        key: 'qrstuvwxyz234567',
        serving: 'enabled',
        versions: hosted,
      });
      await subject.host.forget('site-1');
      await subject.host.apply({ site: 'site-2', target: 'live', position: 30, ...version(2) });
      expect(await titleAt(LIVE)).toBe('Version 2');
    });

    it('finds assets of the version before for 60 s after a switch, its pages not', async () => {
      await place();
      await apply(1, 10);
      await apply(2, 20);
      await apply(3, 30);
      expect((await get(LIVE, '/only-2.html')).status).toBe(404);
      expect((await get(LIVE, '/only-2')).status).toBe(404);
      subject.advance(59_000);
      expect((await get(LIVE, '/js/only-1.js')).text).toBe('globalThis.version = 1;');
      expect((await get(LIVE, '/js/only-2.js')).text).toBe('globalThis.version = 2;');
      subject.advance(2_000);
      expect((await get(LIVE, '/js/only-1.js')).status).toBe(404);
      expect((await get(LIVE, '/js/only-2.js')).status).toBe(404);
      expect((await get(LIVE, '/js/only-3.js')).status).toBe(200);
    });

    it('finds them after a restart too', async () => {
      await place();
      await apply(1, 10);
      await apply(2, 20);
      subject = await subject.restart();
      expect((await get(LIVE, '/js/only-1.js')).status).toBe(200);
      subject.advance(61_000);
      expect((await get(LIVE, '/js/only-1.js')).status).toBe(404);
    });

    it('fails no request while it switches, and answers each from one version', async () => {
      await place();
      await apply(1, 1);
      const stop = new AbortController();
      const seen = new Set<string>();
      const visitor = async (): Promise<void> => {
        while (!stop.signal.aborted) {
          const { status, text, headers } = await get(LIVE, '/');
          expect(status).toBe(200);
          const shown = /<title>Version ([0-9])<\/title>/.exec(text)?.[1] ?? 'none';
          expect(text).toBe(pagesOf(Number(shown))['index.html']);
          expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
          seen.add(shown);
        }
      };
      const visitors = Promise.all(Array.from({ length: 8 }, visitor));
      for (let position = 2; position <= 40; position += 1) {
        const shown = (position % 3) + 1;
        await apply(shown, position);
        await waitFor(() => seen.has(String(shown)), { what: `version ${shown} to be seen` });
      }
      stop.abort();
      await visitors;
      expect(seen.size).toBe(3);
    });
  });
};
