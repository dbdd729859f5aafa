import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AGGREGATES, type Aggregates, type CommandContext, type CommandResult, target } from '@pagewright/kernel';
import type { RegisterAccount as Registration } from '../commands/account-commands.ts';
import { accountDecider } from '../domain/account.ts';
import { emailDecider } from '../domain/email.ts';
import { installationDecider } from '../domain/installation.ts';
import { accountStream, type EmailClaim, emailStream, installationStream } from '../domain/streams.ts';

/** `role` admin makes it the first account, which claims the workspace; a member is refused while nobody was first. */
export type RegisterAccountData = Registration['data'] & {
  readonly emailClaim: EmailClaim;
  readonly workspace: string;
};

/** Account, e-mail and, for the first, the installation: one append, all or nothing. */
export class RegisterAccount extends Command<CommandResult> {
  readonly data: RegisterAccountData;
  readonly context: CommandContext;

  constructor(data: RegisterAccountData, context: CommandContext) {
    super();
    this.data = data;
    this.context = context;
  }
}

export class RegisterAccountHandler implements ICommandHandler<RegisterAccount> {
  readonly #aggregates: Aggregates;

  constructor(aggregates: Aggregates) {
    this.#aggregates = aggregates;
  }

  execute({ data: { emailClaim, workspace, ...data }, context }: RegisterAccount): Promise<CommandResult> {
    const { account, role, now } = data;
    const first = { type: role === 'admin' ? ('ClaimInstallation' as const) : ('JoinInstallation' as const) };
    return this.#aggregates.handleCommands(
      [
        target(accountStream(account), accountDecider, { type: 'RegisterAccount', data }),
        target(emailStream(emailClaim), emailDecider, { type: 'ClaimEmail', data: { account, now } }),
        target(installationStream(workspace), installationDecider, { ...first, data: { account, now } }),
      ],
      context,
    );
  }
}

Inject(AGGREGATES)(RegisterAccountHandler, undefined, 0);
CommandHandler(RegisterAccount)(RegisterAccountHandler);
