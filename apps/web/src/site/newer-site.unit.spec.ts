import { describe, expect, it } from 'vitest';
import type { Pointer, Site } from '../api/types.ts';
import { newerSite } from './newer-site.ts';

const pointer = (state: Pointer['state'], at = '2026-01-01T00:00:02Z'): Pointer => ({
  version: 2,
  digest: 'd',
  at,
  by: null,
  state,
  reason: null,
});
const site = (live: Pointer | null, at = '2026-01-01T00:00:02Z'): Site => ({
  id: 's1',
  name: 'Docs',
  fqdn: 'docs.localhost',
  role: 'owner',
  state: 'enabled',
  liveLocked: false,
  liveLock: null,
  createdAt: '2026-01-01T00:00:00Z',
  lastChange: { at, what: '', by: null },
  head: 2,
  live,
  preview: null,
  builds: { running: null, waiting: 0 },
  thumbnail: null,
  urls: { live: 'http://l/', preview: 'http://p/', version: 'http://v{version}/', edit: 'http://e{version}/' },
});

describe('newerSite', () => {
  it('takes the answer when nothing was told meanwhile', () => {
    const answered = site(pointer('publishing'));
    expect(newerSite(null, answered)).toBe(answered);
    expect(newerSite(site(null, '2026-01-01T00:00:01Z'), answered)).toEqual(answered);
  });
  it('keeps a publish that is done when its answer still says publishing', () =>
    expect(newerSite(site(pointer('live')), site(pointer('publishing'))).live?.state).toBe('live'));
  it('takes a later move of the pointer', () => {
    const answered = site(pointer('publishing', '2026-01-01T00:00:03Z'), '2026-01-01T00:00:03Z');
    expect(newerSite(site(pointer('live')), answered).live?.state).toBe('publishing');
  });
  it('keeps what is known when the answer is older', () => {
    const known = site(pointer('live'), '2026-01-01T00:00:05Z');
    expect(newerSite(known, site(null))).toBe(known);
  });
});
