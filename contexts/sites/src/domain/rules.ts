import type { Cause, Caused } from '@pagewright/kernel';
import type { SiteCommand } from '../commands/site-commands.ts';
import type { SiteEvent, SiteEventOf, SiteEventType } from '../events/site-events.ts';
import type { ExistingSite } from './site.ts';

export type SiteCommandType = SiteCommand['type'];
export type SiteCommandData = { readonly [Command in SiteCommand as Command['type']]: Command['data'] };
/** The command of a type, in a form in which type and data stay together when the type is a parameter. */
export type SiteCommandOf<Type extends SiteCommandType = SiteCommandType> = {
  readonly [Name in Type]: Readonly<{ type: Name; data: SiteCommandData[Name] }>;
}[Type];

export type SiteEventData = { readonly [Type in SiteEventType]: Readonly<SiteEventOf<Type>['data']> };
export type SiteEventIn<Type extends SiteEventType = SiteEventType> = {
  readonly [Name in Type]: Readonly<{ type: Name; data: SiteEventData[Name] }>;
}[Type];

/**
 * Rules as tables, one entry per type: spread together they must be complete, or the compiler names what is missing.
 * A rule sees a site that exists and is not deleted. `follow` is what follows from the event: null where it has no
 * envelope.
 */
export type Deciding<Type extends SiteCommandType> = {
  readonly [Name in Type]: (data: SiteCommandData[Name], site: ExistingSite) => readonly Caused<SiteEvent>[];
};
export type Evolving<Type extends SiteEventType> = {
  readonly [Name in Type]: (site: ExistingSite, data: SiteEventData[Name], follow: Cause | null) => ExistingSite;
};
