import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AGGREGATES, type Aggregates, type CommandContext, type CommandResult, target } from '@pagewright/kernel';
import type { RecordPicture as Picture } from '../commands/archive-commands.ts';
import { archivePictureDecider } from '../domain/archive-picture.ts';
import { archiveStream } from '../domain/streams.ts';

export class RecordPicture extends Command<CommandResult> {
  readonly data: Picture['data'];
  readonly context: CommandContext;

  constructor(data: Picture['data'], context: CommandContext) {
    super();
    this.data = data;
    this.context = context;
  }
}

export class RecordPictureHandler implements ICommandHandler<RecordPicture> {
  readonly #aggregates: Aggregates;

  constructor(aggregates: Aggregates) {
    this.#aggregates = aggregates;
  }

  execute({ data, context }: RecordPicture): Promise<CommandResult> {
    const command = { type: 'RecordPicture' as const, data };
    return this.#aggregates.handleCommand(target(archiveStream(data.archive), archivePictureDecider, command), context);
  }
}

Inject(AGGREGATES)(RecordPictureHandler, undefined, 0);
CommandHandler(RecordPicture)(RecordPictureHandler);
