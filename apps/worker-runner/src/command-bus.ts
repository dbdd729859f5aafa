import 'reflect-metadata';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { AGGREGATES, type Aggregates } from '@pagewright/kernel';

// Nest knows a module by its class, and this one needs nothing in it.
// oxlint-disable-next-line typescript/no-extraneous-class
class RunnerModule {}
Module({})(RunnerModule);

/** A command bus with the handlers of the modules over one `Aggregates`, as the API has it. */
export const openCommandBus = async (
  aggregates: Aggregates,
  ...modules: readonly DynamicModule[]
): Promise<{ readonly bus: CommandBus } & AsyncDisposable> => {
  const root: DynamicModule = {
    module: RunnerModule,
    global: true,
    imports: [CqrsModule.forRoot(), ...modules],
    providers: [{ provide: AGGREGATES, useValue: aggregates }],
    exports: [AGGREGATES],
  };
  const application = await NestFactory.createApplicationContext(root, {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  return { bus: application.get(CommandBus), [Symbol.asyncDispose]: () => application.close() };
};
