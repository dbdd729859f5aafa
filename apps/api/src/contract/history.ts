import { z } from 'zod';
import { turn } from './builds.ts';
import { instant, person, versionNumber } from './common.ts';
import { site } from './sites.ts';

/** An event's id is opaque; links to a moment name it, never a position. */
export const eventId = z.string().regex(/^[A-Za-z0-9_:.-]{1,100}$/, 'must be the id of an event');

/** An event of the site's part of the log, its sealed text opened for those who may read the site. */
export const loggedEvent = z
  .object({
    id: z.string(),
    /** 1 for the site's first event, without gaps; it never changes. */
    number: z.int(),
    position: z.int(),
    stream: z.string(),
    type: z.string(),
    version: z.int(),
    time: instant,
    actor: z.string(),
    by: person.nullable(),
    correlationId: z.string(),
    causationId: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'LoggedEvent' });

/**
 * GET /api/sites/{id}/history, oldest first. The log grows only at its end, so an event keeps its place and a page is
 * found by how many events stand before it.
 */
export const listHistory = z.object({
  skip: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  /** Words; each is part of what an event says, or of the name of who did it. */
  q: z.string().max(200).optional(),
  /** Event types, with commas between them. */
  type: z
    .string()
    .max(1_000)
    .regex(/^[A-Za-z]+(,[A-Za-z]+)*$/, 'must be event types with commas between them')
    .optional(),
});
export const history = z
  .object({
    items: z.array(loggedEvent),
    /** How many events match. */
    total: z.int(),
  })
  .meta({ id: 'History' });

/** GET /api/sites/{id}/history/{event} */
export const eventInHistory = z
  .object({
    event: loggedEvent,
    /** How many events the site has. */
    total: z.int(),
    /** Ids of the site's events right before and after it. */
    before: z.string().nullable(),
    after: z.string().nullable(),
    /** What it follows from, itself, and what followed from it, in the order of the log. */
    causes: z.array(z.object({ event: loggedEvent, /** Id of what it follows from. */ parent: z.string().nullable() })),
  })
  .meta({ id: 'EventInHistory' });

/** GET /api/sites/{id}/history/ruler: the site's life in a picture of so many pieces of time. */
export const readRuler = z.object({
  buckets: z.coerce.number().int().min(1).max(2_000).default(600),
  from: instant.optional(),
  to: instant.optional(),
});
const band = z.object({ version: versionNumber, from: instant, event: z.string() });
export const ruler = z
  .object({
    from: instant,
    to: instant,
    total: z.int(),
    /** Pieces in which something happened. The event is the newest up to the end of the piece. */
    buckets: z.array(z.object({ index: z.int(), count: z.int(), id: z.string(), number: z.int(), time: instant })),
    /** Which version was live from when on. */
    live: z.array(band),
    preview: z.array(band),
  })
  .meta({ id: 'Ruler' });

/** GET /api/sites/{id}/as-of/{event}: the site as it stood right after the event. Names of people are those of now. */
export const siteAsOf = z
  .object({
    event: loggedEvent,
    total: z.int(),
    site: site.nullable(),
    /** What the pointers showed right before the event. */
    before: z.object({ live: versionNumber.nullable(), preview: versionNumber.nullable() }),
    /** Numbers of the versions there were. */
    versions: z.array(versionNumber),
    /** What waited, next first. */
    queue: z.array(turn.omit({ parts: true })),
  })
  .meta({ id: 'SiteAsOf' });

/** A moment: a position of the log, the id of an event of the site, or a time such as 2026-01-31T12:00:00Z. */
export const moment = z
  .string()
  .max(100)
  .refine(
    (text) =>
      /^\d{1,15}$/.test(text) ||
      instant.safeParse(text).success ||
      (text.includes(':') && eventId.safeParse(text).success),
    'must be a position, an event’s id or a time like 2026-01-31T12:00:00Z',
  );

/**
 * GET /api/sites/{id}/as-of: as above, at any moment. At a time it is what the site had come to when no event was later;
 * before its first event there is no site. The rights are those of now.
 */
export const readAsOf = z.object({ at: moment });

/** GET /api/sites/{id}/moments: two moments compared, in either order. */
export const readMoments = z.object({ from: moment, to: moment });
export const moments = z
  .object({
    from: siteAsOf,
    to: siteAsOf,
    /** What a reader of the site would see differently: names of its fields. */
    changed: z.array(z.string()),
    versions: z.object({ added: z.array(versionNumber), removed: z.array(versionNumber) }),
    /** Events after the earlier moment, up to the later one. */
    between: z.object({ events: z.int(), types: z.record(z.string(), z.int()) }),
  })
  .meta({ id: 'Moments' });

/** GET /api/sites/{id}/as-of/{event}/chat: newest page first, `items` in the order they happened. */
export const chatAsOf = z.object({ items: z.array(turn), next: z.string().nullable() }).meta({ id: 'ChatAsOf' });
