export type { AnswerNote, OnAnswer } from './answer-note.ts';
export {
  type CreatedHost,
  createEmbeddedHost,
  type EmbeddedHostLimits,
  type EmbeddedHostSetUp,
} from './create-embedded-host.ts';
export { mediaTypeOf } from './media-type.ts';
export { readRequestPath, type RequestPath } from './request-path.ts';
export { type Resolution, resolveFile } from './resolve-file.ts';
export { type Listen, SitesPortTaken } from './sites-server.ts';
export { type Hosting, type HostingOptions, startHosting } from './start-hosting.ts';
