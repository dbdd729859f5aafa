import {
  causesOf,
  createPast,
  type Database,
  eventOfSite,
  historyPage,
  type LoggedEventView,
  rulerOf,
} from '@pagewright/projections';
import type { z } from 'zod';
import type * as contract from '../contract/history.ts';
import { answering } from './answering.ts';
import { siteDto, type SiteAddresses } from './site-dto.ts';
import { turnDto, turnHeadDto } from './turn-dto.ts';
import type { HistoryViews } from './history-views.ts';

export const createHistoryViews = ({ db }: Database, addresses: SiteAddresses): HistoryViews => {
  const past = createPast(db);
  return {
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
    asOf: async (site, id) => {
      const then = await past.site(site, id);
      if (!then) return undefined;
      return {
        ...then,
        event: eventDto(then.event),
        site: then.site && siteDto(then.site, addresses),
        versions: [...then.versions],
        queue: then.queue.map(turnHeadDto),
      };
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
