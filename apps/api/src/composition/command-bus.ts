import 'reflect-metadata';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { createIdentityModule } from '@pagewright/identity/module';
import { AGGREGATES, type Aggregates } from '@pagewright/kernel';
import { createSitesModule } from '@pagewright/sites/module';

export interface Commands extends AsyncDisposable {
  readonly bus: CommandBus;
}

// Nest knows a module by its class; these have nothing in them.
// oxlint-disable-next-line typescript/no-extraneous-class
class Root {}
// oxlint-disable-next-line typescript/no-extraneous-class
class Shared {}

/** Nest as a container only: it routes a command to its handler. Durable facts never pass its event bus. */
export const createCommands = async (aggregates: Aggregates): Promise<Commands> => {
  Module({})(Shared);
  Module({})(Root);
  const shared: DynamicModule = {
    module: Shared,
    global: true,
    providers: [{ provide: AGGREGATES, useValue: aggregates }],
    exports: [AGGREGATES],
  };
  const root: DynamicModule = {
    module: Root,
    imports: [CqrsModule.forRoot(), shared, createSitesModule(), createIdentityModule()],
  };
  const context: INestApplicationContext = await NestFactory.createApplicationContext(root, {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  return { bus: context.get(CommandBus), [Symbol.asyncDispose]: () => context.close() };
};
