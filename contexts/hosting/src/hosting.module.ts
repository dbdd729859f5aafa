import { type DynamicModule, Module } from '@nestjs/common';
import { RecordDeployedHandler } from './handlers/record-deployed.ts';
import { RecordFailureHandler } from './handlers/record-failure.ts';

export { RecordDeployed } from './handlers/record-deployed.ts';
export { RecordFailure } from './handlers/record-failure.ts';

// Nest knows a module by its class, and this one needs nothing in it.
// oxlint-disable-next-line typescript/no-extraneous-class
class HostingModule {}
Module({})(HostingModule);

/** All handlers of this context. A global module must provide `AGGREGATES`. */
export const createHostingModule = (): DynamicModule => ({
  module: HostingModule,
  providers: [RecordDeployedHandler, RecordFailureHandler],
});
