import { describe, expect, it } from 'vitest';
import type { Site } from '../../api/types.ts';
import { sortedSites, stateOf } from './site-state.ts';

const pointer = (version: number, state: 'publishing' | 'live' | 'failed' = 'live') =>
  ({ version, digest: 'a'.repeat(64), at: '2026-01-01T00:00:00Z', by: null, state, reason: null }) as const;
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
  head: 3,
  live: pointer(3),
  preview: pointer(3),
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

describe('stateOf', () => {
  it.each<[string, Partial<Site>]>([
    ['Published', {}],
    ['2 to publish', { head: 5, preview: pointer(5) }],
    ['Draft', { live: null }],
    ['Empty', { head: null, live: null, preview: null }],
    ['Building', { builds: { running: 'b1', waiting: 0 }, liveLocked: true }],
    ['Publishing', { live: pointer(3, 'publishing') }],
    ['Not live everywhere', { live: pointer(3, 'failed') }],
    ['Live locked', { liveLocked: true }],
    ['Disabled', { state: 'disabled', builds: { running: 'b1', waiting: 0 } }],
    ['Published', { live: pointer(3), preview: pointer(2), head: 2 }],
  ])('says "%s"', (word, over) => expect(stateOf(site(over)).word).toBe(word));
});

describe('sortedSites', () => {
  const at = (name: string, changed: string, created: string) =>
    site({ id: name, name, createdAt: created, lastChange: { at: changed, what: '', by: null } });
  const sites = [
    at('b', '2026-01-02', '2026-01-01'),
    at('A', '2026-01-01', '2026-01-03'),
    at('c', '2026-01-03', '2026-01-02'),
  ];
  it.each([
    ['changed', 'cbA'],
    ['created', 'Acb'],
    ['name', 'Abc'],
  ] as const)('by %s gives %s', (sort, order) =>
    expect(
      sortedSites(sites, sort)
        .map(({ name }) => name)
        .join(''),
    ).toBe(order),
  );
});
