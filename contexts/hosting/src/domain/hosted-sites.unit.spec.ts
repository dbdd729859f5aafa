import type { Recorded, RecordedMeta } from '@pagewright/kernel';
import type { SiteEvent } from '@pagewright/sites';
import { beforeEach, describe, expect, it } from 'vitest';
import { HostedSites } from './hosted-sites.ts';

const TREES = ['', 'a'.repeat(64), 'b'.repeat(64)] as const;
const ARCHIVE = 'c'.repeat(64);

describe('The pointers of all sites', () => {
  let sites: HostedSites;
  beforeEach(() => {
    sites = new HostedSites();
  });

  const apply = (position: number, type: string, data: object): boolean => {
    const event = {
      type,
      data: { site: 'docs', ...data },
      meta: { position, id: `e:${position}`, correlationId: 'wish' } as RecordedMeta,
    };
    return sites.apply(event as Recorded<SiteEvent>);
  };
  const created = () => apply(1, 'SiteCreated', { fqdn: 'docs.localhost', key: 'abcdefghijklmnop' });
  const built = (position: number, version: 1 | 2) =>
    apply(position, 'BuildSucceeded', { version, tree: TREES[version], artifact: { digest: ARCHIVE, size: 1 } });
  const pointers = () => sites.get('docs')?.pointers;
  const at = (position: number, version: number) => ({
    version,
    position,
    cause: { correlationId: 'wish', causationId: `e:${position}` },
  });

  it('are the same to a fold that goes on from what was stored of this one', () => {
    created();
    built(5, 1);
    built(6, 2);
    apply(7, 'VersionPromoted', { target: 'live', version: 2 });
    apply(8, 'VersionDeleted', { version: 1 });
    const again = new HostedSites(JSON.parse(JSON.stringify(sites.stored())) as ReturnType<HostedSites['stored']>);
    expect(again.get('docs')).toEqual(sites.get('docs'));
    expect(again.get('docs')?.versions.get(1)).toBe('deleted');
    expect([...again.ids()]).toEqual(['docs']);
  });

  it('show nothing of a new site', () => {
    expect(created()).toBe(true);
    expect(sites.get('docs')).toMatchObject({ fqdn: 'docs.localhost', key: 'abcdefghijklmnop', serving: 'enabled' });
    expect(pointers()).toEqual({ live: null, preview: null });
    expect([...sites.ids()]).toEqual(['docs']);
  });

  it('show a new version in preview, and only there', () => {
    created();
    expect(built(5, 1)).toBe(true);
    expect(pointers()).toEqual({ live: null, preview: at(5, 1) });
    expect(sites.get('docs')?.versions.get(1)).toEqual({ version: 1, digest: TREES[1], artifact: ARCHIVE });
  });

  it('move by a promote, back too, with the position of the event and what follows from it', () => {
    created();
    built(5, 1);
    built(6, 2);
    apply(7, 'VersionPromoted', { version: 2, target: 'live' });
    apply(9, 'VersionPromoted', { version: 1, target: 'live' });
    apply(11, 'VersionPromoted', { version: 1, target: 'preview' });
    expect(pointers()).toEqual({ live: at(9, 1), preview: at(11, 1) });
  });

  it('stay while another version is deleted, whose number is remembered', () => {
    created();
    built(5, 1);
    built(6, 2);
    expect(apply(7, 'VersionDeleted', { version: 1 })).toBe(true);
    expect([...(sites.get('docs')?.versions ?? [])]).toEqual([
      [1, 'deleted'],
      [2, { version: 2, digest: TREES[2], artifact: ARCHIVE }],
    ]);
    expect(pointers()).toMatchObject({ live: null, preview: { version: 2, position: 6 } });
  });

  it('stay while a site is disabled', () => {
    created();
    built(5, 1);
    expect(apply(6, 'SiteDisabled', {})).toBe(true);
    expect(sites.get('docs')).toMatchObject({ serving: 'disabled', pointers: { preview: { version: 1 } } });
    apply(7, 'SiteEnabled', {});
    expect(sites.get('docs')?.serving).toBe('enabled');
  });

  it('go with the site, and nothing that comes later brings them back', () => {
    created();
    built(5, 1);
    expect(apply(6, 'SiteDeleted', {})).toBe(true);
    expect(built(7, 2)).toBe(false);
    expect(sites.get('docs')).toBeUndefined();
  });

  it.each(['SiteRenamed', 'BuildRequested', 'BuildStarted', 'BuildFailed', 'SiteLiveLocked'])(
    'are not touched by %s',
    (type) => {
      created();
      built(5, 1);
      const before = sites.get('docs');
      expect(apply(6, type, {})).toBe(false);
      expect(sites.get('docs')).toBe(before);
    },
  );
});
