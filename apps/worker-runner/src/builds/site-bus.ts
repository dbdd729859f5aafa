import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { AGGREGATES, type Aggregates } from '@pagewright/kernel';
import { busCommandOf, createSitesModule } from '@pagewright/sites/module';
import type { SiteCommands } from './site-commands.ts';

// Nest knows a module by its class, and this one needs nothing in it.
// oxlint-disable-next-line typescript/no-extraneous-class
class RunnerModule {}
Module({})(RunnerModule);

/** The command bus with the sites' handlers over the one `Aggregates` of this process, as the API has it. */
export const openSiteBus = async (
  aggregates: Aggregates,
): Promise<{ readonly commands: SiteCommands } & AsyncDisposable> => {
  const root: DynamicModule = {
    module: RunnerModule,
    global: true,
    imports: [CqrsModule.forRoot(), createSitesModule()],
    providers: [{ provide: AGGREGATES, useValue: aggregates }],
    exports: [AGGREGATES],
  };
  const application = await NestFactory.createApplicationContext(root, { logger: ['error', 'warn'] });
  await application.init();
  const bus = application.get(CommandBus);
  return {
    commands: (command, context) => bus.execute(busCommandOf(command, context)),
    [Symbol.asyncDispose]: () => application.close(),
  };
};
