import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ExpiringStore } from '@pagewright/kernel';
import { z } from 'zod';

const LIFETIME_SECONDS = 30 * 24 * 60 * 60;
/** Two tabs may use the same token at once; later than this its reuse means that somebody copied it. */
const REUSE_WINDOW_MS = 10_000;

const family = z.object({ account: z.string(), generation: z.int().min(1), rotatedAt: z.number() });

export type Refreshed =
  { readonly status: 'refreshed'; readonly account: string; readonly token: string } | { readonly status: 'refused' };

/**
 * Refresh tokens with rotation and reuse detection (RFC 9700, section 4.14.2). A token is
 * `<family>.<generation>.<HMAC of both>`, so only its family's newest generation is stored and a rotation that is asked
 * for twice within ten seconds gives the same successor to both. Any older generation ends the family.
 */
export interface RefreshTokens {
  begin(account: string): Promise<string>;
  refresh(token: string): Promise<Refreshed>;
  end(token: string): Promise<void>;
}

export const createRefreshTokens = (
  store: ExpiringStore,
  key: Uint8Array,
  now: () => number = Date.now,
): RefreshTokens => {
  const sign = (id: string, generation: number): string => {
    const mac = createHmac('sha256', key).update(`refresh:${id}:${generation}`).digest('base64url');
    return `${id}.${generation}.${mac}`;
  };
  const parse = (token: string): { id: string; generation: number } | undefined => {
    const [id = '', generation = ''] = token.split('.');
    if (!/^[A-Za-z0-9_-]{22}$/.test(id) || !/^[1-9]\d{0,8}$/.test(generation)) return undefined;
    const [given, expected] = [Buffer.from(token), Buffer.from(sign(id, Number(generation)))];
    return given.length === expected.length && timingSafeEqual(given, expected)
      ? { id, generation: Number(generation) }
      : undefined;
  };

  return {
    begin: async (account) => {
      const id = randomBytes(16).toString('base64url');
      await store.create(storeKey(id), { account, generation: 1, rotatedAt: now() }, LIFETIME_SECONDS);
      return sign(id, 1);
    },
    refresh: async (token) => {
      const claim = parse(token);
      if (!claim) return { status: 'refused' };
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const entry = await store.get(storeKey(claim.id));
        const known = entry && family.safeParse(entry.value);
        if (!entry || !known?.success) return { status: 'refused' };
        const { account, generation, rotatedAt } = known.data;
        if (claim.generation === generation - 1 && now() - rotatedAt <= REUSE_WINDOW_MS) {
          return { status: 'refreshed', account, token: sign(claim.id, generation) };
        }
        if (claim.generation !== generation) {
          await store.delete(storeKey(claim.id));
          return { status: 'refused' };
        }
        const next = { account, generation: generation + 1, rotatedAt: now() };
        if (await store.replace(storeKey(claim.id), next, entry.revision, LIFETIME_SECONDS)) {
          return { status: 'refreshed', account, token: sign(claim.id, next.generation) };
        }
      }
      return { status: 'refused' };
    },
    end: async (token) => {
      const claim = parse(token);
      if (claim) await store.delete(storeKey(claim.id));
    },
  };
};

const storeKey = (id: string): string => `refresh.${id}`;
