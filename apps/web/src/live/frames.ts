import type { Person, RecordedPart, Site, TurnHead, Version } from '../api/types.ts';

/** The protocol of `/ws`; the API's `contract/live.ts` is its source. */
export type ClientFrame =
  | { readonly type: 'auth'; readonly token: string }
  | { readonly type: 'subscribe'; readonly topic: string; readonly cursor?: string }
  | { readonly type: 'unsubscribe'; readonly topic: string };

/** The changed thing whole, as the REST door gives it: the page only replaces. */
export type LiveData =
  | { readonly kind: 'site'; readonly event: string; readonly site: Site }
  | { readonly kind: 'turn'; readonly event: string; readonly turn: TurnHead }
  | { readonly kind: 'version'; readonly event: string; readonly version: Version }
  | { readonly kind: 'version-gone'; readonly event: string; readonly version: number }
  | { readonly kind: 'part'; readonly build: string; readonly part: RecordedPart }
  | { readonly kind: 'present'; readonly people: readonly Person[] }
  | { readonly kind: 'gone'; readonly event: string; readonly site: string };

export type ServerFrame =
  | { readonly type: 'welcome'; readonly account: string; readonly expiresAt: string }
  | { readonly type: 'subscribed'; readonly topic: string; readonly cursor: string }
  | { readonly type: 'data'; readonly topic: string; readonly cursor: string; readonly data: readonly LiveData[] }
  | { readonly type: 'alive' }
  | { readonly type: 'error'; readonly topic?: string; readonly code: string; readonly message: string };

export const CloseCode = { tokenEnded: 4401, notYours: 4403, restarting: 1012, gone: 1006 } as const;
