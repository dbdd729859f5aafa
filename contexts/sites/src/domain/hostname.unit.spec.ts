import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { HostnameEvent } from '../events/hostname-events.ts';
import type { SiteId } from '../events/words.ts';
import { now, site } from '../testing/index.ts';
import { hostnameDecider } from './hostname-decider.ts';
import { checkHostname } from './hostname.ts';
import { slugOf } from './slug.ts';

const given = decisionsOf(hostnameDecider);
const name = 'docs.example.org';
const other = 'shop' as SiteId;
const claimed: HostnameEvent = { type: 'HostnameClaimed', data: { name, site, at: now } };
const released: HostnameEvent = { type: 'HostnameReleased', data: { name, site, at: now } };

describe('A host name', () => {
  it('belongs to the first site that claims it', () =>
    given().when({ type: 'ClaimHostname', data: { name, site, now } }).then(claimed));
  it('is refused to any other site', () =>
    given(claimed)
      .when({ type: 'ClaimHostname', data: { name, site: other, now } })
      .thenRefused('hostname-taken'));
  it('is its own site’s already', () =>
    given(claimed).when({ type: 'ClaimHostname', data: { name, site, now } }).thenNothing());
  it('is released by its own site', () =>
    given(claimed).when({ type: 'ReleaseHostname', data: { name, site, now } }).then(released));
  it('is not released by another', () =>
    given(claimed)
      .when({ type: 'ReleaseHostname', data: { name, site: other, now } })
      .thenNothing());
  it('is free again after its release', () =>
    given(claimed, released)
      .when({ type: 'ClaimHostname', data: { name, site: other, now } })
      .then({ type: 'HostnameClaimed', data: { name, site: other, at: now } }));
  it('is never claimed in a form that is no name', () =>
    given()
      .when({ type: 'ClaimHostname', data: { name: 'a b', site, now } })
      .thenRefused('invalid-hostname'));
});

describe('The form of a host name', () => {
  const label = 'x'.repeat(63);

  it.each(['docs.localhost', 'a.b', 'xn--bcher-kva.example', `${label}.example`, '1.example', 'a-b.c-d.example'])(
    'accepts %s',
    (fine) => expect(checkHostname(fine)).toBe(fine),
  );
  it.each([
    '',
    'localhost',
    'Docs.example',
    'docs.example.',
    '.docs.example',
    'docs..example',
    '-docs.example',
    'docs-.example',
    'do_cs.example',
    'docs.example\n',
    'docs;.example',
    'docs{}.example',
    'docs.example/x',
    'v1--key.example',
    'bücher.example',
    '127.0.0.1',
    'docs.0x7f',
    `x${label}.example`,
    `${label}.${label}.${label}.${label}.example`,
  ])('refuses %j', (wrong) =>
    expect(() => checkHostname(wrong)).toThrow(
      expect.objectContaining({ code: 'invalid-hostname', details: { field: 'fqdn' } }),
    ),
  );
  it('refuses a reserved name', () =>
    expect(() => checkHostname('app.example', ['app.example'])).toThrow(
      expect.objectContaining({ code: 'hostname-reserved' }),
    ));
});

describe('A slug', () => {
  it.each([
    ['Docs', 'docs'],
    ["Åse's Café & Bar", 'ases-cafe-bar'],
    ['Straße -- 12', 'strasse-12'],
    ['  !!  ', 'site'],
    ['日本', 'site'],
    [`${'x'.repeat(39)} y`, 'x'.repeat(39)],
  ])('of %j is %s', (typed, slug) => expect(slugOf(typed)).toBe(slug));
  it('is always a label that a name may have', () => {
    for (const typed of ['a--b', 'xn--x', '-', 'É', 'x'.repeat(200), '\u0000', 'ﬁ ﬂ', 'İ']) {
      expect(checkHostname(`${slugOf(typed)}.localhost`)).toMatch(/^[a-z0-9-]{1,40}\.localhost$/);
    }
  });
});
