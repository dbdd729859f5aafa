import { defineEvents, type EventDefinition } from '@pagewright/kernel';
import { archiveEventSchemas } from './events/archive-events.ts';
import { hostnameEventSchemas } from './events/hostname-events.ts';
import { siteEventSchemas } from './events/site-events.ts';

export type { HostnameCommand } from './commands/hostname-commands.ts';
export type { SiteCommand } from './commands/site-commands.ts';
export {
  ASK_QUEUE,
  type AskWork,
  askWork,
  BUILD_QUEUE,
  type BuildWork,
  CHECK_QUEUE,
  CLARIFICATION_QUEUE,
  type CheckWork,
  type ClarificationWork,
  PICTURE_QUEUE,
  type PictureWork,
  buildWork,
  checkWork,
  clarificationWork,
  pictureWork,
} from './commands/work.ts';
export { type ArchivePicture, archivePictureDecider } from './domain/archive-picture.ts';
export { undoChoices, type UndoChoice } from './commands/undo-choices.ts';
export { MAX_SITE_NAME, NO_AGENT } from './domain/creating.ts';
export { type Hostname, hostnameDecider } from './domain/hostname-decider.ts';
export { checkHostname } from './domain/hostname.ts';
export { buildStateOf, headNumber, headOf, isIdle, openBuildOf, versionOf } from './domain/queries.ts';
export type { SiteRefusal } from './domain/refusals.ts';
export { MAX_OPEN_QUESTIONS } from './domain/asking.ts';
export { MAX_OPEN_BUILDS } from './domain/requesting.ts';
export type { SiteCommandData, SiteCommandOf, SiteCommandType } from './domain/rules.ts';
export { siteDecider } from './domain/site-decider.ts';
export type {
  BuildOrder,
  BuildState,
  EndedBuild,
  ExistingSite,
  FinalState,
  OpenBuild,
  OpenQuestion,
  Pointer,
  Round,
  RunningBuild,
  Site,
  Version,
  VersionCheck,
} from './domain/site.ts';
export { undoable } from './domain/undoing.ts';
export { slugOf } from './domain/slug.ts';
export { archiveStream, hostnameStream, siteStream } from './domain/streams.ts';
export { type CheckFinding, type CheckReport, type CheckRule, checkReport } from './events/check-report.ts';
export type { HostnameEvent } from './events/hostname-events.ts';
export type { SiteEvent, SiteEventOf, SiteEventType } from './events/site-events.ts';
export { sitePublicEvents } from './public/site-public-events.ts';
export type {
  AccountRef,
  Attachment,
  BuildId,
  BuildKind,
  PointerTarget,
  QuestionId,
  Sha256,
  SiteId,
  SiteSource,
  Token,
  VersionNumber,
} from './events/words.ts';
export {
  CLARIFICATION_DAYS,
  type PolicyAction,
  type SitePolicy,
  clarificationDue,
  sitePolicies,
} from './policies/site-policies.ts';

/** Everything the log may hold of this context. */
export const siteEventDefinitions: readonly EventDefinition[] = [
  ...defineEvents('site', siteEventSchemas),
  ...defineEvents('hostname', hostnameEventSchemas),
  ...defineEvents('archive', archiveEventSchemas),
];
