import { Inject, type Type as NestClass } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AGGREGATES, type Aggregates, type CommandContext, type CommandResult, target } from '@pagewright/kernel';
import { hostnameDecider } from '../domain/hostname-decider.ts';
import type { SiteCommandData, SiteCommandOf, SiteCommandType } from '../domain/rules.ts';
import { siteDecider } from '../domain/site-decider.ts';
import { hostnameStream, siteStream } from '../domain/streams.ts';
import { type SiteBusCommand, siteCommandClasses } from './site-commands.ts';

type Handle<Type extends SiteCommandType> = (
  aggregates: Aggregates,
  data: SiteCommandData[Type],
  context: CommandContext,
) => Promise<CommandResult>;

const targetOf = (command: SiteCommandOf) => target(siteStream(command.data.site), siteDecider, command);

const onSiteAlone =
  <Type extends SiteCommandType>(asCommand: (data: SiteCommandData[Type]) => SiteCommandOf): Handle<Type> =>
  (aggregates, data, context) =>
    aggregates.handleCommand(targetOf(asCommand(data)), context);

/** The site and its name begin in one append: of two sites that want one name, one begins. */
const createSite: Handle<'CreateSite'> = (aggregates, data, context) => {
  const { site, now, fqdn } = data;
  const claim = { type: 'ClaimHostname' as const, data: { name: fqdn, site, now } };
  return aggregates.handleCommands(
    [targetOf({ type: 'CreateSite', data }), target(hostnameStream(fqdn), hostnameDecider, claim)],
    context,
  );
};

/** The name is free again with the same append that ends the site. A site's name never changes, so it may be read before. */
const deleteSite: Handle<'DeleteSite'> = async (aggregates, data, context) => {
  const { site, now } = data;
  const own = targetOf({ type: 'DeleteSite', data });
  const { state } = await aggregates.read(siteStream(site), siteDecider);
  if (state.status === 'none') return aggregates.handleCommand(own, context);
  const release = { type: 'ReleaseHostname' as const, data: { name: state.fqdn, site, now } };
  return aggregates.handleCommands([own, target(hostnameStream(state.fqdn), hostnameDecider, release)], context);
};

const handling: { readonly [Type in SiteCommandType]: Handle<Type> } = {
  CreateSite: createSite,
  RenameSite: onSiteAlone((data) => ({ type: 'RenameSite', data })),
  DisableSite: onSiteAlone((data) => ({ type: 'DisableSite', data })),
  EnableSite: onSiteAlone((data) => ({ type: 'EnableSite', data })),
  LockLive: onSiteAlone((data) => ({ type: 'LockLive', data })),
  UnlockLive: onSiteAlone((data) => ({ type: 'UnlockLive', data })),
  DeleteSite: deleteSite,
  RequestBuild: onSiteAlone((data) => ({ type: 'RequestBuild', data })),
  RequestBuildAgain: onSiteAlone((data) => ({ type: 'RequestBuildAgain', data })),
  RewordBuild: onSiteAlone((data) => ({ type: 'RewordBuild', data })),
  MoveBuild: onSiteAlone((data) => ({ type: 'MoveBuild', data })),
  StartNextBuild: onSiteAlone((data) => ({ type: 'StartNextBuild', data })),
  CompleteBuild: onSiteAlone((data) => ({ type: 'CompleteBuild', data })),
  DeclineBuild: onSiteAlone((data) => ({ type: 'DeclineBuild', data })),
  AskClarification: onSiteAlone((data) => ({ type: 'AskClarification', data })),
  RejectBuild: onSiteAlone((data) => ({ type: 'RejectBuild', data })),
  FailBuild: onSiteAlone((data) => ({ type: 'FailBuild', data })),
  ConfirmCancelled: onSiteAlone((data) => ({ type: 'ConfirmCancelled', data })),
  ClarifyBuild: onSiteAlone((data) => ({ type: 'ClarifyBuild', data })),
  ExpireClarification: onSiteAlone((data) => ({ type: 'ExpireClarification', data })),
  CancelBuild: onSiteAlone((data) => ({ type: 'CancelBuild', data })),
  AskQuestion: onSiteAlone((data) => ({ type: 'AskQuestion', data })),
  AnswerQuestion: onSiteAlone((data) => ({ type: 'AnswerQuestion', data })),
  FailQuestion: onSiteAlone((data) => ({ type: 'FailQuestion', data })),
  PromoteVersion: onSiteAlone((data) => ({ type: 'PromoteVersion', data })),
  RestoreVersion: onSiteAlone((data) => ({ type: 'RestoreVersion', data })),
  RecordCheck: onSiteAlone((data) => ({ type: 'RecordCheck', data })),
  UndoBuild: onSiteAlone((data) => ({ type: 'UndoBuild', data })),
  NoteVersion: onSiteAlone((data) => ({ type: 'NoteVersion', data })),
  StarVersion: onSiteAlone((data) => ({ type: 'StarVersion', data })),
  UnstarVersion: onSiteAlone((data) => ({ type: 'UnstarVersion', data })),
  PinVersion: onSiteAlone((data) => ({ type: 'PinVersion', data })),
  UnpinVersion: onSiteAlone((data) => ({ type: 'UnpinVersion', data })),
  DeleteVersion: onSiteAlone((data) => ({ type: 'DeleteVersion', data })),
};

const handlerOf = <Type extends SiteCommandType>(type: Type): NestClass<ICommandHandler<SiteBusCommand<Type>>> => {
  const handle = handling[type];
  const Handler = class implements ICommandHandler<SiteBusCommand<Type>> {
    readonly #aggregates: Aggregates;

    constructor(aggregates: Aggregates) {
      this.#aggregates = aggregates;
    }

    execute({ data, context }: SiteBusCommand<Type>): Promise<CommandResult> {
      return handle(this.#aggregates, data, context);
    }
  };
  Object.defineProperty(Handler, 'name', { value: `${type}Handler` });
  Inject(AGGREGATES)(Handler, undefined, 0);
  CommandHandler(siteCommandClasses[type])(Handler);
  return Handler;
};

const types = Object.keys(handling) as readonly SiteCommandType[];

/** One Nest handler per command, by the command's type; they need `AGGREGATES` from a global module. */
export const siteHandlers: ReadonlyMap<SiteCommandType, NestClass<ICommandHandler<SiteBusCommand>>> = new Map(
  types.map((type) => [type, handlerOf(type)]),
);
