import { describe, expect, it } from 'vitest';
import type { Site } from '../api/types.ts';
import { lockedBy, promotionOf, shortDigest, treeChanges } from './promotion.ts';

const pointer = (version: number): NonNullable<Site['live']> => ({
  version,
  digest: 'a'.repeat(64),
  at: '2026-01-01T00:00:00Z',
  by: null,
  state: 'live',
  reason: null,
});
const lock = { by: { id: 'ada', name: 'Ada' }, at: '2026-01-01T00:00:00Z', reason: 'Sale until Sunday' };
const site = (over: Partial<Site> = {}): Site => ({
  id: 's1',
  name: 'Nordlys',
  fqdn: 'nordlys.localhost',
  role: 'owner',
  state: 'enabled',
  liveLocked: false,
  liveLock: null,
  createdAt: '2026-01-01T00:00:00Z',
  lastChange: { at: '2026-01-01T00:00:00Z', what: 'Created', by: null },
  head: 5,
  live: pointer(3),
  preview: pointer(5),
  builds: { running: null, waiting: 0 },
  thumbnail: null,
  urls: {
    live: 'http://l.test',
    preview: 'http://p.test',
    version: 'http://v{version}.test',
    edit: 'http://e{version}.test',
  },
  ...over,
});

describe('A lock on live', () => {
  it('is told with who and why', () => {
    expect(lockedBy(lock)).toBe('Live is locked by Ada (Sale until Sunday)');
    expect(lockedBy({ ...lock, reason: null })).toBe('Live is locked by Ada');
    expect(promotionOf(site({ liveLock: lock }), 5)).toMatchObject({ why: expect.stringContaining('by Ada') });
  });
});

describe('promotionOf', () => {
  it('publishes what is newer, and anything while nothing is live', () => {
    expect(promotionOf(site(), 5)).toEqual({ type: 'publish' });
    expect(promotionOf(site({ live: null }), 1)).toEqual({ type: 'publish' });
  });
  it('rolls back to what is older', () => expect(promotionOf(site(), 2)).toEqual({ type: 'roll-back' }));
  it.each([
    ['it is live already', site(), 3],
    ['the site is disabled', site({ state: 'disabled' }), 5],
    ['live is locked', site({ liveLocked: true, liveLock: lock }), 5],
  ])('offers nothing when %s', (_, given, version) => expect(promotionOf(given, version).type).toBe('none'));
});

describe('treeChanges', () => {
  const file = (path: string, sha256: string) => ({ path, sha256 });
  it('tells what was added, changed and deleted, by path', () =>
    expect(
      treeChanges(
        [file('c.css', '1'), file('b.html', '1'), file('gone.html', '1')],
        [file('c.css', '1'), file('b.html', '2'), file('a.html', '1')],
      ),
    ).toEqual([
      { path: 'a.html', change: 'created' },
      { path: 'b.html', change: 'modified' },
      { path: 'gone.html', change: 'deleted' },
    ]));
});

describe('shortDigest', () => {
  it('keeps both ends', () => expect(shortDigest(`9f2c41ab${'0'.repeat(52)}e07d`)).toBe('9f2c 41ab … e07d'));
});
