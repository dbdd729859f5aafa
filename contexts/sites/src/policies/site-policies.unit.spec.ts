import { actor, commandDigest, commandId, eventId, position, type Recorded } from '@pagewright/kernel';
import { describe, expect, it } from 'vitest';
import { siteStream } from '../domain/streams.ts';
import { siteEventSchemas, type SiteEvent } from '../events/site-events.ts';
import {
  asked,
  clarified,
  failed,
  now,
  questionAsked,
  requested,
  site,
  started,
  succeeded,
  version,
} from '../testing/index.ts';
import {
  clarificationDue,
  limitClarification,
  type PolicyAction,
  repeatMovedBuild,
  sitePolicies,
  wakeRunners,
} from './site-policies.ts';

const recorded = (event: SiteEvent): Recorded<SiteEvent> => ({
  ...event,
  meta: {
    id: eventId(commandId('c1'), 0),
    stream: siteStream(site),
    position: position(7),
    aggregateVersion: 5,
    schemaVersion: 1,
    time: now,
    commandId: commandId('c1'),
    commandDigest: commandDigest('c1'),
    correlationId: 'c1',
    causationId: 'c1',
    actor: actor('runner', 'r1'),
  },
});

/** As a runner of policies does it: every policy gets the events of its types. */
const reactions = (event: SiteEvent): readonly PolicyAction[] =>
  sitePolicies
    .filter(({ types }) => types.some(({ kind, type }) => kind === 'site' && type === event.type))
    .flatMap(({ react }) => react(recorded(event), now));

describe('The policies of sites', () => {
  it('hand a question on to whoever answers', () =>
    expect(reactions(questionAsked('q'))).toEqual([
      { type: 'work', queue: 'ask', id: 'q', body: { site, question: 'q' } },
    ]));

  it('have names of their own and listen to events that exist', () => {
    expect(new Set(sitePolicies.map(({ name }) => name)).size).toBe(sitePolicies.length);
    for (const { types } of sitePolicies) {
      for (const { type } of types) expect(Object.keys(siteEventSchemas)).toContain(type);
    }
  });
  it('wake the runners when a build waits', () => {
    const work = { type: 'work', queue: 'build', id: site, body: { site } };
    expect(reactions(requested('a'))).toEqual([work]);
    expect(reactions(clarified('a'))).toEqual([work]);
    expect(wakeRunners.types).toHaveLength(2);
  });
  it('request a build again whose source had moved, under an id that a repeat derives again', () => {
    const event = failed('a', 1, 11, 'source-moved');
    const [action] = reactions(event);
    expect(action).toMatchObject({
      type: 'command',
      command: { type: 'RequestBuildAgain', data: { retryOf: 'a', now } },
    });
    expect(repeatMovedBuild.react(recorded(event), now)).toEqual([action]);
  });
  it('have every new version looked at in a browser, once', () => {
    const [action, ...more] = reactions(succeeded('a', 1, 11, 2, 'second'));
    expect(action).toMatchObject({ type: 'work', queue: 'check', body: { site, version: version(2), run: 1 } });
    expect(more).toEqual([]);
    expect(reactions(succeeded('a', 1, 11, 2, 'second'))).toEqual([action]);
  });
  it('leave builds alone that failed otherwise', () => {
    expect(reactions(failed('a', 1, 11, 'agent'))).toEqual([]);
    expect(reactions(started('a', 1, 11, 1))).toEqual([]);
  });
  it('give a question seven days, each question its own', () => {
    expect(reactions(asked('a', 2, 11))).toEqual([
      {
        type: 'schedule',
        queue: 'clarification',
        id: 'a-2',
        at: new Date('2026-03-08T12:00:00.000Z'),
        body: { site, build: 'a', attempt: 2 },
      },
    ]);
    expect(limitClarification.react(recorded(requested('a')), now)).toEqual([]);
  });
  it('end the question when its time has come', () => {
    expect(clarificationDue({ site, build: 'a', attempt: 2 }, now)).toEqual({
      type: 'ExpireClarification',
      data: { site, build: 'a', attempt: 2, now },
    });
    expect(() => clarificationDue({ site, build: 'a b', attempt: 2 }, now)).toThrow();
  });
});
