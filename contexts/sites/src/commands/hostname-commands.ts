import type { Message } from '@pagewright/kernel';
import type { SiteId } from '../events/words.ts';

type Hostname<Type extends string> = Message<Type, { name: string; site: SiteId; now: string }>;

/** `name` is the normalised form: lower case, punycode, no dot at the end. */
export type ClaimHostname = Hostname<'ClaimHostname'>;
export type ReleaseHostname = Hostname<'ReleaseHostname'>;

export type HostnameCommand = ClaimHostname | ReleaseHostname;
