import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AGGREGATES, type Aggregates, type CommandContext, type CommandResult, target } from '@pagewright/kernel';
import type { RecordDeployed as Report } from '../commands/deployment-commands.ts';
import { deploymentDecider } from '../domain/deployment.ts';
import { deploymentStream } from '../domain/streams.ts';

export class RecordDeployed extends Command<CommandResult> {
  readonly data: Report['data'];
  readonly context: CommandContext;

  constructor(data: Report['data'], context: CommandContext) {
    super();
    this.data = data;
    this.context = context;
  }
}

export class RecordDeployedHandler implements ICommandHandler<RecordDeployed> {
  readonly #aggregates: Aggregates;

  constructor(aggregates: Aggregates) {
    this.#aggregates = aggregates;
  }

  execute({ data, context }: RecordDeployed): Promise<CommandResult> {
    const command = { type: 'RecordDeployed' as const, data };
    return this.#aggregates.handleCommand(target(deploymentStream(data.site), deploymentDecider, command), context);
  }
}

Inject(AGGREGATES)(RecordDeployedHandler, undefined, 0);
CommandHandler(RecordDeployed)(RecordDeployedHandler);
