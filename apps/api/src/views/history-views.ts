import type { z } from 'zod';
import type { page } from '../contract/common.ts';
import type * as contract from '../contract/history.ts';

/** What readers see of a site's past; undefined where the site has no such event. */
export interface HistoryViews {
  list(site: string, request: z.infer<typeof contract.listHistory>): Promise<z.infer<typeof contract.history>>;
  event(site: string, id: string): Promise<z.infer<typeof contract.eventInHistory> | undefined>;
  ruler(site: string, request: z.infer<typeof contract.readRuler>): Promise<z.infer<typeof contract.ruler> | undefined>;
  asOf(site: string, id: string): Promise<z.infer<typeof contract.siteAsOf> | undefined>;
  /** The same at any moment; undefined before the site's first event too. */
  at(site: string, moment: string): Promise<z.infer<typeof contract.siteAsOf> | undefined>;
  moments(site: string, from: string, to: string): Promise<z.infer<typeof contract.moments> | undefined>;
  chatAsOf(
    site: string,
    id: string,
    request: z.infer<typeof page>,
  ): Promise<z.infer<typeof contract.chatAsOf> | undefined>;
}
