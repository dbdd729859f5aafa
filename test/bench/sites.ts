import { actor, type CommandContext, commandDigest, commandId, type Target, target } from '@pagewright/kernel';
import {
  type AccountRef,
  type Sha256,
  siteDecider,
  type SiteCommand,
  type SiteId,
  siteStream,
} from '@pagewright/sites';
import type { BuildId } from '@pagewright/sites';

const ADA = 'ada' as AccountRef;
const DIGEST = 'f'.repeat(64) as Sha256;

export const targetOf = (command: SiteCommand): Target => target(siteStream(command.data.site), siteDecider, command);

export const createSite = (id: string, now: string): SiteCommand => ({
  type: 'CreateSite',
  data: {
    site: id as SiteId,
    now,
    by: ADA,
    name: id,
    fqdn: `${id}.localhost`,
    key: 'abcdefghijklmnop',
    source: { type: 'upload', archive: { digest: DIGEST, size: 1 } },
    importBuild: `${id}-import` as BuildId,
  },
});

/** A command that appends one event and does not make the state larger. */
export const renameSite = (id: string, now: string, name: string): SiteCommand => ({
  type: 'RenameSite',
  data: { site: id as SiteId, now, by: ADA, name },
});

/** A context as a request has it: an id and a digest of its own. */
export const contextOf = (now: string, ...parts: readonly string[]): CommandContext => {
  const id = commandId('bench', ...parts);
  const digest = commandDigest(parts);
  return {
    commandId: id,
    commandDigest: digest,
    actor: actor('account', 'ada'),
    correlationId: id,
    causationId: id,
    now,
  };
};
