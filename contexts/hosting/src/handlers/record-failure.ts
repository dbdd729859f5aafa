import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AGGREGATES, type Aggregates, type CommandContext, type CommandResult, target } from '@pagewright/kernel';
import type { RecordFailure as Report } from '../commands/deployment-commands.ts';
import { deploymentDecider } from '../domain/deployment.ts';
import { deploymentStream } from '../domain/streams.ts';

export class RecordFailure extends Command<CommandResult> {
  readonly data: Report['data'];
  readonly context: CommandContext;

  constructor(data: Report['data'], context: CommandContext) {
    super();
    this.data = data;
    this.context = context;
  }
}

export class RecordFailureHandler implements ICommandHandler<RecordFailure> {
  readonly #aggregates: Aggregates;

  constructor(aggregates: Aggregates) {
    this.#aggregates = aggregates;
  }

  execute({ data, context }: RecordFailure): Promise<CommandResult> {
    const command = { type: 'RecordFailure' as const, data };
    return this.#aggregates.handleCommand(target(deploymentStream(data.site), deploymentDecider, command), context);
  }
}

Inject(AGGREGATES)(RecordFailureHandler, undefined, 0);
CommandHandler(RecordFailure)(RecordFailureHandler);
