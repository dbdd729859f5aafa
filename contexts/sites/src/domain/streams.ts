import { claimStream, streamName, type StreamName } from '@pagewright/kernel';

export const siteStream = (site: string): StreamName => streamName('site', site);

/** `name` in its normalised form. */
export const hostnameStream = (name: string): StreamName => claimStream('hostname', name);
