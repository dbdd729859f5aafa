import { describe, expect, it } from 'vitest';
import { Chronicle } from '../../test/chronicle.ts';
import { MemoryLog, MemorySources } from '../../test/memory-log.ts';
import { type SiteChange, type SiteRow, foldSite } from './site-fold.ts';
import { pointerState } from './site-queries.ts';

const rowAfter = (write: (tell: Chronicle) => void): SiteRow | undefined => {
  const log = new MemoryLog();
  const tell = new Chronicle(log, new MemorySources());
  tell.created('s1', 'ada', 'Café Zoë');
  write(tell);
  return log.events.reduce<SiteRow | undefined>((row, event) => foldSite(row, event as SiteChange), undefined);
};

describe('the row of a site', () => {
  it('begins without a head and without pointers', () => {
    expect(rowAfter(() => {})).toMatchObject({
      name: 'Café Zoë',
      nameKey: 'cafe zoe',
      head: null,
      live: null,
      preview: null,
    });
  });

  it('moves head and preview with each version, and live only with a promote', () => {
    const row = rowAfter((tell) => {
      tell.requested('s1', 'b1', 'ada', null);
      tell.started('s1', 'b1');
      tell.succeeded('s1', 'b1', 1, 'Imported');
      tell.promoted('s1', 1, 'bob');
      tell.requested('s1', 'b2', 'cy', 'More');
      tell.started('s1', 'b2');
      tell.succeeded('s1', 'b2', 2, 'Did more');
    });
    expect(row).toMatchObject({
      head: 2,
      live: { version: 1, by: 'bob', position: 5 },
      preview: { version: 2, by: 'cy', position: 8 },
      changedEvent: 'BuildSucceeded',
      changedVersion: 2,
      changedBy: 'cy',
      openBuilds: [],
    });
  });

  it('counts what runs and what waits, and not what waits for an answer', () => {
    const row = rowAfter((tell) => {
      for (const build of ['b1', 'b2', 'b3', 'b4']) tell.requested('s1', build, 'ada', build);
      tell.started('s1', 'b1');
      tell.of('s1', 'BuildClarificationAsked', {
        build: 'b1',
        attempt: 1,
        fencingToken: 1,
        choices: [],
        activity: null,
        question: tell.sources.seal('site.s1', 'Which?'),
      });
      tell.started('s1', 'b2');
      tell.of('s1', 'BuildCancelled', { build: 'b3', by: 'ada', attempt: 0, partial: null, activity: null });
    });
    expect(row?.openBuilds).toEqual([
      { build: 'b1', by: 'ada', state: 'clarifying' },
      { build: 'b2', by: 'ada', state: 'running' },
      { build: 'b4', by: 'ada', state: 'waiting' },
    ]);
  });

  it('keeps the newest word of each host and leaves a late one out', () => {
    const row = rowAfter((tell) => {
      tell.promoted('s1', 1, 'ada');
      tell.deployed('s1', 'west', 2, 1);
      tell.promoted('s1', 2, 'ada');
      tell.deployed('s1', 'east', 4, 2, 'disk full');
      tell.deployed('s1', 'west', 4, 2);
      tell.deployed('s1', 'west', 2, 1);
      tell.deployed('s1', 'east', 4, 2);
    });
    expect(row?.hosts.map(({ host, state, position }) => [host, state, position])).toEqual([
      ['east', 'deployed', 4],
      ['west', 'deployed', 4],
    ]);
    expect(row?.changedEvent).toBe('VersionPromoted');
  });

  it('is gone after its deletion, whatever still comes', () => {
    const row = rowAfter((tell) => {
      tell.requested('s1', 'b1', 'ada', null);
      tell.of('s1', 'SiteDeleted', { by: 'ada' }, 'ada');
      tell.of('s1', 'BuildCancelled', { build: 'b1', by: 'ada', attempt: 0, partial: null, activity: null });
      tell.deployed('s1', 'west', 2, 1);
    });
    expect(row).toBeUndefined();
  });
});

describe('the state of a pointer', () => {
  const said = (host: string, position: number, reason: string | null = null) =>
    ({ host, position, version: 1, at: '', reason, state: reason === null ? 'deployed' : 'failed' }) as const;

  it('is live when every expected host serves it, and only then', () => {
    expect(pointerState({ position: 5, hosts: [said('a', 5)] }, ['a', 'b']).state).toBe('publishing');
    expect(pointerState({ position: 5, hosts: [said('a', 5), said('b', 4)] }, ['a', 'b']).state).toBe('publishing');
    expect(pointerState({ position: 5, hosts: [said('a', 5), said('b', 5)] }, ['a', 'b']).state).toBe('live');
    expect(pointerState({ position: 5, hosts: [said('z', 5)] }, ['a']).state).toBe('publishing');
  });

  it('is failed with the reason of the host that could not', () => {
    const hosts = [said('a', 5), said('b', 5, 'disk full')];
    expect(pointerState({ position: 5, hosts }, ['a', 'b'])).toEqual({ state: 'failed', reason: 'b: disk full' });
    expect(pointerState({ position: 6, hosts }, ['a', 'b']).state).toBe('publishing');
  });
});
