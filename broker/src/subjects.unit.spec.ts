import { streamName } from '@pagewright/kernel';
import { describe, expect, it } from 'vitest';
import {
  CANCELLED_SUBJECT,
  DUE_FILTER,
  activityFilter,
  activitySubject,
  committedSubject,
  dataKeySubject,
  dueSubject,
  eventSubject,
  eventTypeFilter,
  jobFilter,
  jobSubject,
  kindOfSubject,
  letterFilter,
  letterSubject,
  lockSubject,
  parseEventSubject,
  replayedSubject,
  scheduleSubject,
  sessionSubject,
  streamFilter,
} from './subjects.ts';

const stream = streamName('site', 'a1');

describe('subjects', () => {
  it('say kind, id and type of an event, and give them back', () => {
    const subject = eventSubject(stream, 'SiteCreated');
    expect(subject).toBe('pw.events.site.a1.SiteCreated');
    expect(parseEventSubject(subject)).toEqual({ stream, kind: 'site', id: 'a1', type: 'SiteCreated' });
    expect(kindOfSubject(subject)).toBe('site');
  });

  it('have one spelling of all events of a stream', () => {
    expect(streamFilter(stream)).toBe('pw.events.site.a1.>');
    expect(eventTypeFilter('site', 'SiteCreated')).toBe('pw.events.site.*.SiteCreated');
  });

  it('keep a cancelled schedule out of what is forwarded, and a replay’s mark out of the letters', () => {
    expect(covers(DUE_FILTER, dueSubject('build', 'a1'))).toBe(true);
    expect(covers(DUE_FILTER, CANCELLED_SUBJECT)).toBe(false);
    expect(covers(letterFilter('build'), letterSubject('build', 'a1', 7))).toBe(true);
    expect(covers(letterFilter('build'), replayedSubject('build', 'a1', 7))).toBe(false);
    expect(covers(jobFilter('build'), jobSubject('build', 'a1'))).toBe(true);
    expect(covers(jobFilter('build'), jobSubject('builder', 'a1'))).toBe(false);
    expect(covers(activityFilter('b1'), activitySubject('b1', 'text'))).toBe(true);
  });

  it.each(['*', '>', 'a.b', '../x', 'ä', '', 'x'.repeat(65), 'a\r\nb', 'a\u0000', ' '])(
    '[BROKER 11.23] are never made of %j',
    (bad) => {
      for (const make of [
        () => eventSubject(stream, bad),
        () => eventTypeFilter(bad, 'Type'),
        () => eventTypeFilter('site', bad),
        () => activitySubject(bad, 'text'),
        () => activityFilter(bad),
        () => jobSubject('build', bad),
        () => jobSubject(bad, 'x'),
        () => jobFilter(bad),
        () => scheduleSubject('build', bad),
        () => dueSubject('build', bad),
        () => letterSubject('build', bad, 1),
        () => letterFilter(bad),
        () => committedSubject(bad),
      ]) {
        expect(make).toThrow(/must be 1 to 64/);
      }
    },
  );

  it.each(['*', '>', 'a.*', '>.a', '.a', 'a.', 'a..b', '', 'ä', 'a b', 'a\n'])(
    'are no keys of buckets from %j',
    (bad) => {
      for (const make of [lockSubject, dataKeySubject, sessionSubject])
        expect(() => make(bad)).toThrow(/must be 1 to 64/);
    },
  );

  it('are keys of buckets from tokens with dots between', () => {
    expect(lockSubject('site.a1')).toBe('$KV.LOCKS.site.a1');
    expect(dataKeySubject('account.a1')).toBe('$KV.KEYS.account.a1');
    expect(sessionSubject('refresh.a1.b')).toBe('$KV.SESSIONS.refresh.a1.b');
  });
});

/** Whether a filter of the broker matches a subject. */
const covers = (filter: string, subject: string): boolean => {
  const pattern = filter
    .split('.')
    .map((token) => (token === '*' ? '[^.]+' : token === '>' ? '.+' : token.replaceAll('$', '\\$')))
    .join('\\.');
  return new RegExp(`^${pattern}$`).test(subject);
};
