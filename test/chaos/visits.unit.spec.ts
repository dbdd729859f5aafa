import { describe, expect, it } from 'vitest';
import { checkVisits, shownIn } from './check-visits.ts';
import type { StoredEvent } from './stored-event.ts';
import { type Answered, assetsOf, createServing, type Visit } from './visitors.ts';

const event = (position: number, type: string, data: StoredEvent['data']): StoredEvent => ({
  position,
  id: `c${position}:0`,
  kind: 'site',
  stream: 's',
  type,
  version: position,
  data,
});

describe('what is looked for in visits', () => {
  const files = new Map([
    [1, new Map(Object.entries({ 'index.html': 'page1', 'style.css': 'style1', 'old.png': 'old' }))],
    [2, new Map(Object.entries({ 'index.html': 'page2', 'style.css': 'style2' }))],
    [3, new Map(Object.entries({ 'index.html': 'page3', 'style.css': 'style3' }))],
  ]);
  const shown = shownIn([
    event(1, 'SiteCreated', { fqdn: 'docs' }),
    ...[1, 2, 3].map((version) => event((version + 1) * 10, 'VersionPromoted', { version, target: 'live' })),
  ]);
  const answer = (path: string, sha256: string, status = 200): Answered => ({ path, status, sha256 });
  const found = (answers: readonly Answered[], about: Partial<Visit> = {}): readonly string[] => {
    const visit = { host: 'docs', from: 20, to: 20, answers, excused: false, ...about };
    return checkVisits([visit], shown, (_host, version) => files.get(version)).map(({ rule }) => rule);
  };

  it('given a page and what it names of one version, then nothing is found', () =>
    expect(found([answer('/', 'page1'), answer('/style.css', 'style1')])).toEqual([]));
  it('given a switch in between, then what comes later may be newer', () =>
    expect(found([answer('/', 'page1'), answer('/style.css', 'style2')], { to: 30 })).toEqual([]));
  it('given a file that the newer version lacks, then the older one answers', () =>
    expect(found([answer('/', 'page2'), answer('/old.png', 'old')], { from: 30, to: 30 })).toEqual([]));
  it('given that nobody served, then a failure is none', () =>
    expect(found([{ path: '/', status: 0, sha256: '' }], { excused: true })).toEqual([]));
  it('given a name that no version has, then it is the site that is wrong', () =>
    expect(found([answer('/gone.png', 'x', 404)])).toEqual([]));

  it.each<readonly [string, readonly Answered[], Partial<Visit>, string]>([
    ['half of two versions', [answer('/', 'page1'), answer('/style.css', 'style2')], {}, 'half-served'],
    ['a version that was not live', [answer('/', 'page3')], { to: 30 }, 'half-served'],
    ['a page that is cut off', [answer('/', 'pag')], {}, 'half-served'],
    ['what is older than its page', [answer('/', 'page2'), answer('/style.css', 'style1')], { to: 30 }, 'half-served'],
    ['a failure', [answer('/', 'x', 503)], {}, 'failed-visit'],
    ['no answer', [answer('/', '', 0)], {}, 'failed-visit'],
    ['a file that is gone', [answer('/', 'page2'), answer('/old.png', '', 404)], { from: 30, to: 30 }, 'failed-visit'],
  ])('given %s, then it is found', (_name, answers, about, rule) => expect(found(answers, about)).toEqual([rule]));

  it('given a page, then what it names of its own site is asked for', () =>
    expect(
      assetsOf(
        '<link rel="x" href="style.css"><img alt="" src="/a/b.png"><script src="https://other/x.js"></script><a href="c.html">',
      ),
    ).toEqual(['/style.css', '/a/b.png']));

  it('given that who serves was away, then it is until the first answer to a later question', () => {
    let time = 0;
    const serving = createServing(() => time);
    const away = serving.away();
    expect(serving.wasAway(0)).toBe(true);
    time = 5;
    away.back();
    serving.answered(4);
    expect(serving.wasAway(5)).toBe(true);
    time = 7;
    serving.answered(6);
    expect([serving.wasAway(6), serving.wasAway(8)]).toEqual([true, false]);
  });
});
