import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ArtifactCorrupt,
  ArtifactMissing,
  collectBytes,
  DigestMismatch,
  getBytes,
  NotADigest,
  putBytes,
  sha256,
  type ArtifactStore,
  type Digest,
} from '@pagewright/artifacts';

export interface OpenedArtifactStore {
  /** Empty, and seen by nobody else. */
  readonly store: ArtifactStore;
  /** Changes stored bytes behind the store's back. */
  damage(digest: Digest): Promise<void>;
  close(): Promise<void>;
}

/** What every `ArtifactStore` keeps. An adapter is done when it passes this unchanged. */
export function describeArtifactStore(name: string, open: () => Promise<OpenedArtifactStore>): void {
  describe(`${name} as an artifact store`, () => {
    let opened: OpenedArtifactStore;
    let store: ArtifactStore;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
    const page = bytesOf('<title>Welcome</title>');
    const listed = async (): Promise<Map<Digest, number>> => {
      const sizes = new Map<Digest, number>();
      for await (const { digest, size } of store.list()) sizes.set(digest, size);
      return sizes;
    };

    it('gives back the bytes that were put, with their digest and size', async () => {
      const stored = await store.put(sha256(page), page);
      expect(stored).toEqual({ digest: sha256(page), size: page.length });
      const { content, ...rest } = await store.get(stored.digest);
      expect(rest).toEqual(stored);
      expect(await collectBytes(content)).toEqual(page);
    });

    it('stores a stream in any pieces as the bytes that it carries', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), async (pieces) => {
          const whole = new Uint8Array(Buffer.concat(pieces));
          expect(await store.put(sha256(whole), streamOf(pieces))).toEqual({
            digest: sha256(whole),
            size: whole.length,
          });
          expect(await getBytes(store, sha256(whole))).toEqual(whole);
        }),
        { numRuns: 25 },
      );
    });

    it('stores nothing at all, which has a digest too', async () => {
      const { digest } = await putBytes(store, new Uint8Array());
      expect(await getBytes(store, digest)).toEqual(new Uint8Array());
      expect(await store.head(digest)).toMatchObject({ size: 0 });
    });

    it('carries some megabytes unchanged', async () => {
      const piece = new Uint8Array(700_001).map((_, index) => index % 251);
      const whole = new Uint8Array(Buffer.concat([piece, piece, piece, piece]));
      await store.put(sha256(whole), streamOf([piece, piece, piece, piece]));
      expect(sha256(await getBytes(store, sha256(whole)))).toBe(sha256(whole));
    });

    it('keeps what it was given when the caller changes the array later', async () => {
      const bytes = page.slice();
      const { digest } = await putBytes(store, bytes);
      bytes.fill(0);
      (await getBytes(store, digest)).fill(0);
      expect(await getBytes(store, digest)).toEqual(page);
    });

    it('stores nothing under a digest that the content does not have', async () => {
      const other = bytesOf('other');
      const refusal = await store.put(sha256(page), other).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(DigestMismatch);
      expect(refusal).toMatchObject({ expected: sha256(page), actual: sha256(other) });
      expect(await listed()).toEqual(new Map());
      await expect(store.get(sha256(page))).rejects.toThrow(ArtifactMissing);
    });

    it('keeps an object when other content is put under its digest', async () => {
      const { digest } = await putBytes(store, page);
      await expect(store.put(digest, bytesOf('other'))).rejects.toThrow(DigestMismatch);
      expect(await getBytes(store, digest)).toEqual(page);
    });

    it('stores nothing when the content breaks off, and passes the reason on', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield page;
        throw new Error('the sender went away');
      }
      await expect(store.put(sha256(page), broken())).rejects.toThrow('the sender went away');
      expect(await listed()).toEqual(new Map());
    });

    it('says that an object is missing', async () => {
      const digest = sha256('never put');
      expect(await store.head(digest)).toBeUndefined();
      await expect(store.get(digest)).rejects.toThrow(ArtifactMissing);
      await expect(store.touch(digest)).rejects.toThrow(ArtifactMissing);
    });

    it.each(['', '../../etc/passwd', 'AB'.repeat(32), `${'a'.repeat(63)}/`, `${'a'.repeat(64)}\n`])(
      'refuses %j as a name',
      async (text) => {
        const name = text as Digest;
        await expect(store.put(name, page)).rejects.toThrow(NotADigest);
        await expect(store.get(name)).rejects.toThrow(NotADigest);
        await expect(store.head(name)).rejects.toThrow(NotADigest);
        await expect(store.touch(name)).rejects.toThrow(NotADigest);
        await expect(store.delete(name)).rejects.toThrow(NotADigest);
      },
    );

    it('deletes an object once and for all, and finds a second delete fine', async () => {
      const { digest } = await putBytes(store, page);
      await store.delete(digest);
      await store.delete(digest);
      expect(await store.head(digest)).toBeUndefined();
      expect(await listed()).toEqual(new Map());
      await putBytes(store, page);
      expect(await getBytes(store, digest)).toEqual(page);
    });

    it('lists everything it holds', async () => {
      const texts = Array.from({ length: 40 }, (_, index) => `page ${index}`.repeat(index));
      await Promise.all(texts.map((text) => putBytes(store, bytesOf(text))));
      expect(await listed()).toEqual(new Map(texts.map((text) => [sha256(text), text.length])));
    });

    it.each([
      ['a touch', (digest: Digest) => store.touch(digest)],
      ['a put of what is there', () => putBytes(store, page)],
    ])('moves the time of an object forward on %s', async (_, refresh) => {
      const { digest } = await putBytes(store, page);
      const before = (await store.head(digest))?.touchedAt.getTime() ?? Number.NaN;
      expect(Math.abs(Date.now() - before)).toBeLessThan(60_000);
      await vi.waitFor(async () => {
        await refresh(digest);
        expect((await store.head(digest))?.touchedAt.getTime()).toBeGreaterThan(before);
      });
      expect(await getBytes(store, digest)).toEqual(page);
    });

    it('takes many puts of one digest at once as one object', async () => {
      const bytes = new Uint8Array(200_000).fill(7);
      const puts = Array.from({ length: 20 }, () => putBytes(store, bytes));
      expect(new Set((await Promise.all(puts)).map(({ digest }) => digest)).size).toBe(1);
      expect(await listed()).toEqual(new Map([[sha256(bytes), bytes.length]]));
      expect(await getBytes(store, sha256(bytes))).toEqual(bytes);
    });

    it('never passes damaged bytes off as whole, and is healed by a put', async () => {
      const { digest } = await putBytes(store, page);
      await opened.damage(digest);
      await expect(getBytes(store, digest)).rejects.toThrow(ArtifactCorrupt);
      await putBytes(store, page);
      expect(await getBytes(store, digest)).toEqual(page);
    });
  });
}

async function* streamOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
