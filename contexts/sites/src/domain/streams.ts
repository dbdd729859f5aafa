import { claimStream, streamName, type StreamName } from '@pagewright/kernel';

export const siteStream = (site: string): StreamName => streamName('site', site);

/** `name` in its normalised form. */
export const hostnameStream = (name: string): StreamName => claimStream('hostname', name);

/** `digest` of the archive: of a stored `tar.gz`. */
export const archiveStream = (digest: string): StreamName => streamName('archive', digest.slice(0, 40));
