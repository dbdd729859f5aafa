import { Command } from '@nestjs/cqrs';
import type { CommandContext, CommandResult } from '@pagewright/kernel';
import type { SiteCommandData, SiteCommandOf, SiteCommandType } from '../domain/rules.ts';

/** A site's command on the bus, one class per type: `bus.execute(new RequestBuild(data, context))`. */
export abstract class SiteBusCommand<Type extends SiteCommandType = SiteCommandType> extends Command<CommandResult> {
  readonly data: SiteCommandData[Type];
  readonly context: CommandContext;

  constructor(data: SiteCommandData[Type], context: CommandContext) {
    super();
    this.data = data;
    this.context = context;
  }
}

export interface SiteCommandClass<Type extends SiteCommandType = SiteCommandType> {
  new (data: SiteCommandData[Type], context: CommandContext): SiteBusCommand<Type>;
}

const define = <Type extends SiteCommandType>(type: Type): SiteCommandClass<Type> => {
  const Named = class extends SiteBusCommand<Type> {};
  Object.defineProperty(Named, 'name', { value: type });
  return Named;
};

export const CreateSite = define('CreateSite');
export const RenameSite = define('RenameSite');
export const DisableSite = define('DisableSite');
export const EnableSite = define('EnableSite');
export const LockLive = define('LockLive');
export const UnlockLive = define('UnlockLive');
export const DeleteSite = define('DeleteSite');
export const RequestBuild = define('RequestBuild');
export const RequestBuildAgain = define('RequestBuildAgain');
export const RewordBuild = define('RewordBuild');
export const MoveBuild = define('MoveBuild');
export const StartNextBuild = define('StartNextBuild');
export const CompleteBuild = define('CompleteBuild');
export const DeclineBuild = define('DeclineBuild');
export const AskClarification = define('AskClarification');
export const RejectBuild = define('RejectBuild');
export const FailBuild = define('FailBuild');
export const ConfirmCancelled = define('ConfirmCancelled');
export const ClarifyBuild = define('ClarifyBuild');
export const ExpireClarification = define('ExpireClarification');
export const CancelBuild = define('CancelBuild');
export const AskQuestion = define('AskQuestion');
export const AnswerQuestion = define('AnswerQuestion');
export const FailQuestion = define('FailQuestion');
export const PromoteVersion = define('PromoteVersion');
export const RestoreVersion = define('RestoreVersion');
export const RecordCheck = define('RecordCheck');
export const UndoBuild = define('UndoBuild');
export const NoteVersion = define('NoteVersion');
export const StarVersion = define('StarVersion');
export const UnstarVersion = define('UnstarVersion');
export const PinVersion = define('PinVersion');
export const UnpinVersion = define('UnpinVersion');
export const DeleteVersion = define('DeleteVersion');

/** The class of every command, by its type. */
export const siteCommandClasses: { readonly [Type in SiteCommandType]: SiteCommandClass<Type> } = {
  CreateSite,
  RenameSite,
  DisableSite,
  EnableSite,
  LockLive,
  UnlockLive,
  DeleteSite,
  RequestBuild,
  RequestBuildAgain,
  RewordBuild,
  MoveBuild,
  StartNextBuild,
  CompleteBuild,
  DeclineBuild,
  AskClarification,
  RejectBuild,
  FailBuild,
  ConfirmCancelled,
  ClarifyBuild,
  ExpireClarification,
  CancelBuild,
  AskQuestion,
  AnswerQuestion,
  FailQuestion,
  PromoteVersion,
  RestoreVersion,
  RecordCheck,
  UndoBuild,
  NoteVersion,
  StarVersion,
  UnstarVersion,
  PinVersion,
  UnpinVersion,
  DeleteVersion,
};

/** The bus command of a decider command, as policies make them. */
export const busCommandOf = <Type extends SiteCommandType>(
  command: SiteCommandOf<Type>,
  context: CommandContext,
): SiteBusCommand<Type> => new siteCommandClasses[command.type](command.data, context);
