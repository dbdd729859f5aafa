import { ERASED, KeyErased, type Keys, SealBroken, type Sealer } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshId } from './ledger.ts';

export interface KeysUnderTest extends AsyncDisposable {
  readonly keys: Keys;
  readonly sealer: Sealer;
}

/** What sealed text can count on: readable as long as its owner's key is there, and never after. */
export const describeKeys = (name: string, make: () => Promise<KeysUnderTest>): void => {
  describe(`keys and sealing: ${name}`, () => {
    let subject: KeysUnderTest;
    beforeAll(async () => {
      subject = await make();
    });
    afterAll(() => subject[Symbol.asyncDispose]());
    const account = () => ({ kind: 'account', id: freshId() }) as const;

    it('makes one key per owner, also when many ask at once', async () => {
      const owner = account();
      const made = await Promise.all(Array.from({ length: 20 }, () => subject.keys.ensure(owner)));
      const [first] = made;
      expect(first?.bytes).toHaveLength(32);
      for (const one of made) expect(one).toEqual(first);
      expect(await subject.keys.find(first?.key ?? '')).toEqual(first?.bytes);
      const other = await subject.keys.ensure({ kind: 'site', id: owner.id });
      expect(other.key).not.toBe(first?.key);
      expect(other.bytes).not.toEqual(first?.bytes);
    });

    it('knows no key that was never made', async () => {
      expect(await subject.keys.find(`account.${freshId()}`)).toBeUndefined();
    });

    it('erases a key for ever, and no other', async () => {
      const [owner, other] = [account(), account()];
      const { key } = await subject.keys.ensure(owner);
      const kept = await subject.keys.ensure(other);
      await subject.keys.erase(owner);
      expect(await subject.keys.find(key)).toBeUndefined();
      await expect(subject.keys.ensure(owner)).rejects.toThrow(KeyErased);
      await subject.keys.erase(owner);
      await expect(subject.sealer.seal(owner, 'too late')).rejects.toThrow(KeyErased);
      expect(await subject.keys.find(kept.key)).toEqual(kept.bytes);
    });

    it('makes no key for an owner who was erased before having one', async () => {
      const owner = account();
      await subject.keys.erase(owner);
      await expect(subject.keys.ensure(owner)).rejects.toThrow(KeyErased);
    });

    it('lets neither a key survive its erasure nor an erasure its key, whoever is first', async () => {
      for (let round = 0; round < 10; round += 1) {
        const owner = account();
        const [made] = await Promise.allSettled([subject.keys.ensure(owner), subject.keys.erase(owner)]);
        expect(await subject.keys.find(`account.${owner.id}`)).toBeUndefined();
        if (made.status === 'rejected') expect(made.reason).toBeInstanceOf(KeyErased);
      }
    });

    it.each(['', 'plain', 'Grüße, 世界 😀', 'x'.repeat(20_000), 'half \ud83d a pair'])(
      'opens what it sealed: %#',
      async (text) => {
        const owner = account();
        const sealed = await subject.sealer.seal(owner, text);
        expect(sealed.sealed).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(sealed.sealed).not.toContain('plain');
        expect(await subject.sealer.open(sealed)).toBe(text.toWellFormed());
        expect((await subject.sealer.seal(owner, text)).sealed).not.toBe(sealed.sealed);
      },
    );

    it('reads [erased] once the key is gone', async () => {
      const owner = account();
      const sealed = await subject.sealer.seal(owner, 'ada@example.org');
      await subject.keys.erase(owner);
      expect(await subject.sealer.open(sealed)).toBe(ERASED);
    });

    it('refuses what was altered, cut short, or moved under another name', async () => {
      const [owner, other] = [account(), account()];
      const sealed = await subject.sealer.seal(owner, 'ada@example.org');
      const { key } = await subject.keys.ensure(other);
      const bytes = Buffer.from(sealed.sealed, 'base64url');
      for (const at of [0, 12, bytes.length - 1]) {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] ?? 0) ^ 1;
        const broken = subject.sealer.open({ ...sealed, sealed: altered.toString('base64url') });
        await expect(broken).rejects.toThrow(SealBroken);
      }
      for (const length of [0, 5, 27, bytes.length - 1]) {
        const cut = bytes.subarray(0, length).toString('base64url');
        await expect(subject.sealer.open({ ...sealed, sealed: cut })).rejects.toThrow(SealBroken);
      }
      await expect(subject.sealer.open({ ...sealed, key })).rejects.toThrow(SealBroken);
    });

    it.each(['*', '>', 'a.b', '', 'ä'])('[BROKER 11.23] refuses the owner %j', async (id) => {
      const owner = { kind: 'account', id } as const;
      await expect(subject.keys.ensure(owner)).rejects.toThrow(/must be 1 to 64/);
      await expect(subject.keys.erase(owner)).rejects.toThrow(/must be 1 to 64/);
      await expect(subject.keys.find(`account.${id}.*`)).rejects.toThrow(/must be 1 to 64/);
    });
  });
};
