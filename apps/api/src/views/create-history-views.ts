import {
  causesOf,
  countBetween,
  createPast,
  type Database,
  eventAt,
  eventOfSite,
  historyPage,
  type LoggedEventView,
  type Moment,
  rulerOf,
} from '@pagewright/projections';
import type { z } from 'zod';
import type * as contract from '../contract/history.ts';
import { answering } from './answering.ts';
import { compareMoments } from './compare-moments.ts';
import { siteDto, type SiteAddresses } from './site-dto.ts';
import { turnDto, turnHeadDto } from './turn-dto.ts';
import type { HistoryViews } from './history-views.ts';

export const createHistoryViews = ({ db }: Database, addresses: SiteAddresses): HistoryViews => {
  const past = createPast(db);
  const asOf: HistoryViews['asOf'] = async (site, id) => {
    const then = await past.site(site, id);
    if (!then) return undefined;
    return {
      ...then,
      event: eventDto(then.event),
      site: then.site && siteDto(then.site, addresses),
      versions: [...then.versions],
      queue: then.queue.map(turnHeadDto),
    };
  };
  const at: HistoryViews['at'] = async (site, moment) => {
    const id = await eventAt(db, site, momentOf(moment));
    return id === undefined ? undefined : asOf(site, id);
  };
  return {
    asOf,
    at,
    moments: async (site, first, second) => {
      const [from, to] = await Promise.all([at(site, first), at(site, second)]);
      if (!from || !to) return undefined;
      const numbers = [from.event.number, to.event.number].toSorted((a, b) => a - b);
      const types = await countBetween(db, site, numbers[0] ?? 0, numbers[1] ?? 0);
      const events = Object.values(types).reduce((sum, count) => sum + count, 0);
      return { ...compareMoments(from, to), from, to, between: { events, types } };
    },
    list: async (site, { skip, limit, q, type }) => {
      const { items, total } = await historyPage(db, { site, skip, limit, q, types: type?.split(',') });
      return { items: items.map(eventDto), total };
    },
    event: async (site, id) => {
      const found = await eventOfSite(db, site, id);
      if (!found) return undefined;
      const causes = await causesOf(db, id);
      return {
        ...found,
        event: eventDto(found.event),
        causes: causes.map(({ event, parent }) => ({ event: eventDto(event), parent })),
      };
    },
    ruler: async (site, { buckets, from, to }) => {
      const drawn = await rulerOf(db, { site, buckets, from, to: to ?? new Date().toISOString() });
      return drawn && { ...drawn, buckets: [...drawn.buckets], live: [...drawn.live], preview: [...drawn.preview] };
    },
    chatAsOf: async (site, id, { cursor, limit }) => {
      const page = await answering(() => past.chat(site, id, { limit, cursor }));
      return page && { items: page.items.map((row) => turnDto(row, [])), next: page.next };
    },
  };
};

const eventDto = ({ site: _site, data, ...event }: LoggedEventView): z.infer<typeof contract.loggedEvent> => ({
  ...event,
  data: { ...data },
});

const momentOf = (text: string): Moment => {
  if (/^\d+$/.test(text)) return { type: 'position', position: Number(text) };
  return /^\d{4}-\d\d-\d\dT/.test(text) ? { type: 'time', time: text } : { type: 'event', id: text };
};
