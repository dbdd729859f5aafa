import type { z } from 'zod';
import type { chat, turn } from '../contract/builds.ts';
import type { listSites, listVersions, site, sites, version, versions } from '../contract/sites.ts';
import type { Position } from '@pagewright/kernel';
import type { StoredCheck } from '@pagewright/projections';
import type { LiveMoment } from '@pagewright/projections';
import type { HistoryViews } from './history-views.ts';

export type SiteView = z.infer<typeof site>;
export type VersionView = z.infer<typeof version>;
export type TurnView = z.infer<typeof turn>;
export type ChatView = z.infer<typeof chat>;

export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** What readers see, made from the read models; nothing here decides anything. */
export interface Views {
  /** Waits until every read model has reached the position. @throws ApiError 503 `projection-behind` after two seconds. */
  reached(position: number): Promise<void>;
  position(): Promise<Position>;
  account(
    id: string,
  ): Promise<
    | { readonly id: string; readonly email: string; readonly name: string; readonly role: 'admin' | 'member' }
    | undefined
  >;
  ownerOf(site: string): Promise<string | undefined>;
  site(id: string): Promise<SiteView | undefined>;
  ownedSite(id: string): Promise<{ readonly owner: string; readonly site: SiteView } | undefined>;
  sites(owner: string, request: z.infer<typeof listSites>): Promise<z.infer<typeof sites>>;
  version(site: string, number: number): Promise<VersionView | undefined>;
  /** What the browser checks stored of a version; `null` while none looked, undefined when there is no such version. */
  checked(site: string, number: number): Promise<StoredCheck | null | undefined>;
  versions(site: string, request: z.infer<typeof listVersions>): Promise<z.infer<typeof versions>>;
  /** What the log said was live at a moment, null for nothing. */
  liveAt(site: string, time: string): Promise<LiveMoment | null>;
  turn(site: string, build: string): Promise<TurnView | undefined>;
  /** A turn as live frames bring it: its parts come one by one. */
  turnWithoutParts(site: string, build: string): Promise<Omit<TurnView, 'parts'> | undefined>;
  /** Builds that wait at a site, next first. */
  queue(site: string): Promise<readonly string[]>;
  chat(site: string, page: PageRequest): Promise<ChatView>;
  readonly history: HistoryViews;
  /** What changed in a site after a position: for those who resume. */
  changedSince(
    site: string,
    position: number,
  ): Promise<{ readonly builds: readonly string[]; readonly versions: readonly number[]; readonly events: number }>;
}
