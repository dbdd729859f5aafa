import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AGGREGATES, type Aggregates, type CommandContext, type CommandResult, target } from '@pagewright/kernel';
import type { ChangePassword as PasswordChange } from '../commands/account-commands.ts';
import { accountDecider } from '../domain/account.ts';
import { accountStream } from '../domain/streams.ts';

export class ChangePassword extends Command<CommandResult> {
  readonly data: PasswordChange['data'];
  readonly context: CommandContext;

  constructor(data: PasswordChange['data'], context: CommandContext) {
    super();
    this.data = data;
    this.context = context;
  }
}

export class ChangePasswordHandler implements ICommandHandler<ChangePassword> {
  readonly #aggregates: Aggregates;

  constructor(aggregates: Aggregates) {
    this.#aggregates = aggregates;
  }

  execute({ data, context }: ChangePassword): Promise<CommandResult> {
    const command = { type: 'ChangePassword' as const, data };
    return this.#aggregates.handleCommand(target(accountStream(data.account), accountDecider, command), context);
  }
}

Inject(AGGREGATES)(ChangePasswordHandler, undefined, 0);
CommandHandler(ChangePassword)(ChangePasswordHandler);
