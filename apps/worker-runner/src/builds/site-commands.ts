import type { CommandContext, CommandResult } from '@pagewright/kernel';
import type { SiteCommand } from '@pagewright/sites';

/** The way of every command to a site, the same as the API's: decided by the aggregate, appended with its expectation. */
export type SiteCommands = (command: SiteCommand, context: CommandContext) => Promise<CommandResult>;
