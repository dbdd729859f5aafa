import { isRefusal } from '@pagewright/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SiteCommand } from '../commands/site-commands.ts';
import { siteEventSchemas, type SiteEvent, type SiteEventType } from '../events/site-events.ts';
import { us } from '../testing/index.ts';
import { commandOf, isReport, type Move, moveNames, startNext } from '../testing/moves.ts';
import { headOf } from './queries.ts';
import { siteDecider } from './site-decider.ts';
import type { Site } from './site.ts';

interface Story {
  readonly site: Site;
  readonly log: readonly SiteEvent[];
  readonly commands: readonly SiteCommand[];
}

const small = fc.nat({ max: 7 });
const move: fc.Arbitrary<Move> = fc.record({
  name: fc.constantFrom(...moveNames),
  honest: fc.integer({ min: 0, max: 3 }).map((die) => die > 0),
  a: small,
  b: small,
  c: small,
});
const moves = fc.array(move, { maxLength: 120, size: 'max' });

const finals: readonly SiteEventType[] = [
  'BuildSucceeded',
  'BuildDeclined',
  'BuildRejected',
  'BuildFailed',
  'BuildCancelled',
];

describe('Any story of a site', () => {
  it('holds whole, valid events and ends in a state that can be stored as JSON', () =>
    everyStory(({ site, log }) => {
      for (const { type, data } of log) expect(siteEventSchemas[type].parse(data)).toEqual(data);
      expect(JSON.parse(JSON.stringify(site))).toEqual(site);
    }));

  it('never lets a token go back', () =>
    everyStory(({ log }) => {
      const tokens = log.flatMap((event) => (event.type === 'BuildStarted' ? [event.data.fencingToken] : []));
      expect(tokens).toEqual(tokens.toSorted((one, other) => one - other));
    }));

  it('numbers its versions without a gap and never loses the head', () =>
    everyStory(({ site, log }) => {
      const made = log.flatMap((event) => (event.type === 'BuildSucceeded' ? [event.data] : []));
      expect(made.map((data) => data.version)).toEqual(made.map((_, index) => index + 1));
      expect(made.map((data) => data.parent)).toEqual(made.map((_, index) => (index === 0 ? null : index)));
      if (site.status !== 'none') expect(headOf(site)?.tree).toBe(made.at(-1)?.tree);
    }));

  it('runs one build at a time', () =>
    everyStory(({ log }) => {
      let running: string | null = null;
      for (const event of log) {
        if (event.type === 'BuildStarted') {
          expect(running ?? event.data.build).toBe(event.data.build);
          running = event.data.build;
        } else if ('build' in event.data && event.data.build === running && endsAttempt(event)) running = null;
      }
    }));

  it('starts builds in the order in which they were asked for, but for those that somebody moved', () =>
    everyStory(({ log }) => {
      const moved = new Set(log.flatMap((event) => (event.type === 'BuildMoved' ? [event.data.build] : [])));
      const asked = log.flatMap((event) =>
        event.type === 'BuildRequested' && !event.data.front && !moved.has(event.data.build) ? [event.data.build] : [],
      );
      const begun = log.flatMap((event) =>
        event.type === 'BuildStarted' && event.data.attempt === 1 ? [event.data.build] : [],
      );
      const places = begun.map((build) => asked.indexOf(build)).filter((place) => place >= 0);
      expect(places).toEqual(places.toSorted((one, other) => one - other));
    }));

  it('ends every build at most once, and nothing happens to it after', () =>
    everyStory(({ site, log }) => {
      const over = new Set<string>();
      for (const event of log) {
        if (!('build' in event.data)) continue;
        expect(over).not.toContain(event.data.build);
        if (finals.includes(event.type)) over.add(event.data.build);
      }
      if (site.status !== 'none') expect(site.ended.map(({ build }) => build)).toEqual([...over]);
    }));

  it('puts live nothing but the very tree that was previewed', () =>
    everyStory(({ log }) => {
      const previewed = new Map<number, string>();
      for (const event of log) {
        if (event.type === 'BuildSucceeded') previewed.set(event.data.version, event.data.tree);
        if (event.type === 'VersionPromoted') expect(event.data.digest).toBe(previewed.get(event.data.version));
      }
    }));

  it('shows no version that was deleted, and builds on none', () =>
    everyStory(({ log }) => {
      const gone = new Set<number>();
      for (const event of log) {
        if (event.type === 'VersionDeleted') gone.add(event.data.version);
        if (event.type === 'VersionPromoted') expect(gone).not.toContain(event.data.version);
        if (event.type === 'BuildStarted') expect(gone).not.toContain(event.data.sourceVersion);
      }
    }));

  it('is left as it is by late, stale and repeated reports in any order', () =>
    fc.assert(
      fc.property(moves, fc.infiniteStream(fc.nat()), (steps, dice) => {
        const { site, commands } = tell(steps);
        const late = commands
          .filter((command) => isReport(command) && !isOfRunning(site, command))
          .map((command) => ({ command, die: dice.next().value ?? 0 }))
          .toSorted((one, other) => one.die - other.die);
        for (const { command } of late) expect(refusedWith(site, command)).toMatch(/^(stale-attempt|site-deleted)$/);
      }),
    ));

  it('can be brought to an end in which every build has ended', () =>
    everyStory((story) => {
      const { site, log } = drain(story);
      if (site.status === 'none') return;
      const asked = log.flatMap((event) => (event.type === 'BuildRequested' ? [event.data.build] : []));
      expect(site.ended.map(({ build }) => build).toSorted()).toEqual(asked.toSorted());
      expect({ running: site.running, waiting: site.waiting, clarifying: site.clarifying }).toEqual({
        running: null,
        waiting: [],
        clarifying: [],
      });
    }));

  it('evolves over its events in any order, since nothing may stop a reader of the log', () =>
    fc.assert(
      fc.property(moves, fc.infiniteStream(fc.nat()), (steps, dice) => {
        const shuffled = tell(steps)
          .log.map((event) => ({ event, die: dice.next().value ?? 0 }))
          .toSorted((one, other) => one.die - other.die);
        const folded = shuffled.reduce<Site>((site, { event }) => siteDecider.evolve(site, event), { status: 'none' });
        expect(['none', 'open', 'deleted']).toContain(folded.status);
      }),
    ));

  it('comes to every kind of event within a few hundred tries', () => {
    const seen = new Set<string>();
    for (const steps of fc.sample(moves, { numRuns: 400, seed: 7 })) {
      for (const { type } of tell(steps).log) seen.add(type);
    }
    expect([...seen].toSorted()).toEqual(Object.keys(siteEventSchemas).toSorted());
  });
});

const everyStory = (holds: (story: Story) => void): void =>
  fc.assert(
    fc.property(moves, (steps) => holds(tell(steps))),
    { numRuns: 200 },
  );

/** Tells the story; anything thrown but a refusal, and any change to a state that was given, fails it. */
const tell = (steps: readonly Move[]): Story =>
  steps.reduce<Story>((story, step) => happen(story, commandOf(step, story.site, story.commands)), {
    site: siteDecider.initialState(),
    log: [],
    commands: [],
  });

const happen = ({ site, log, commands }: Story, command: SiteCommand): Story => {
  let events: readonly SiteEvent[] = [];
  try {
    events = siteDecider.decide(command, site);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const after = events.reduce<Site>((before, event) => freeze(siteDecider.evolve(before, event)), site);
  return { site: after, log: [...log, ...events], commands: [...commands, command] };
};

const freeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
};

const refusedWith = (site: Site, command: SiteCommand): string => {
  try {
    siteDecider.decide(command, site);
    return 'not refused';
  } catch (error) {
    return isRefusal(error) ? error.code : String(error);
  }
};

const endsAttempt = ({ type }: SiteEvent): boolean => finals.includes(type) || type === 'BuildClarificationAsked';

const isOfRunning = (site: Site, { data }: SiteCommand): boolean =>
  site.status !== 'none' &&
  site.running !== null &&
  'attempt' in data &&
  data.build === site.running.build &&
  data.attempt === site.running.attempt &&
  'fencingToken' in data &&
  data.fencingToken === site.running.fencingToken;

/** Holders come and go until nothing is left to do; questions run into their deadline. */
const drain = (story: Story): Story => {
  let now = story;
  for (let rest = 0; rest < 400 && now.site.status === 'open'; rest += 1) {
    const { running, waiting, clarifying, lastToken } = now.site;
    const [asked] = clarifying;
    if (!running && waiting.length === 0 && !asked) return now;
    now = happen(
      now,
      asked
        ? { type: 'ExpireClarification', data: { ...us, build: asked.build, attempt: asked.attempt } }
        : startNext(lastToken + 1, 3),
    );
  }
  return now;
};
