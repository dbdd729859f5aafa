import { type DynamicModule, Module } from '@nestjs/common';
import { RecordPictureHandler } from './handlers/record-picture.ts';
import { siteHandlers } from './handlers/site-handlers.ts';

export { RecordPicture } from './handlers/record-picture.ts';
export { normaliseHostname } from './handlers/normalise-hostname.ts';
export {
  AnswerQuestion,
  AskClarification,
  AskQuestion,
  CancelBuild,
  ClarifyBuild,
  CompleteBuild,
  ConfirmCancelled,
  CreateSite,
  DeclineBuild,
  DeleteSite,
  DeleteVersion,
  DisableSite,
  EnableSite,
  ExpireClarification,
  FailBuild,
  FailQuestion,
  LockLive,
  MoveBuild,
  NoteVersion,
  PinVersion,
  PromoteVersion,
  RecordCheck,
  RejectBuild,
  RenameSite,
  RequestBuild,
  RequestBuildAgain,
  RestoreVersion,
  RewordBuild,
  SiteBusCommand,
  StarVersion,
  StartNextBuild,
  UndoBuild,
  UnlockLive,
  UnpinVersion,
  UnstarVersion,
  busCommandOf,
  siteCommandClasses,
} from './handlers/site-commands.ts';

// Nest knows a module by its class, and this one needs nothing in it.
// oxlint-disable-next-line typescript/no-extraneous-class
class SitesModule {}
Module({})(SitesModule);

/** All handlers of this context. A global module must provide `AGGREGATES`. */
export const createSitesModule = (): DynamicModule => ({
  module: SitesModule,
  providers: [...siteHandlers.values(), RecordPictureHandler],
});
