import type { CommandBus } from '@nestjs/cqrs';
import type { Aggregates } from '@pagewright/kernel';
import { busCommandOf, createSitesModule } from '@pagewright/sites/module';
import { openCommandBus } from '../command-bus.ts';
import type { SiteCommands } from './site-commands.ts';

/** The sites' commands over the one `Aggregates` of this process. */
export const openSiteBus = async (
  aggregates: Aggregates,
): Promise<{ readonly commands: SiteCommands; readonly bus: CommandBus } & AsyncDisposable> => {
  const { bus, ...opened } = await openCommandBus(aggregates, createSitesModule());
  return { ...opened, bus, commands: (command, context) => bus.execute(busCommandOf(command, context)) };
};
