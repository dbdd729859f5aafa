import { type DynamicModule, Module } from '@nestjs/common';
import { ChangePasswordHandler } from './handlers/change-password.ts';
import { RegisterAccountHandler } from './handlers/register-account.ts';

export { ChangePassword } from './handlers/change-password.ts';
export { emailClaimOf } from './handlers/email-claim.ts';
export { RegisterAccount, type RegisterAccountData } from './handlers/register-account.ts';

// Nest knows a module by its class, and this one needs nothing in it.
// oxlint-disable-next-line typescript/no-extraneous-class
class IdentityModule {}
Module({})(IdentityModule);

/** All handlers of this context. A global module must provide `AGGREGATES`. */
export const createIdentityModule = (): DynamicModule => ({
  module: IdentityModule,
  providers: [RegisterAccountHandler, ChangePasswordHandler],
});
