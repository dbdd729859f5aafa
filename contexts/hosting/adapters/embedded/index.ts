export {
  type CreatedHost,
  createEmbeddedHost,
  type EmbeddedHostLimits,
  type EmbeddedHostSetUp,
} from './create-embedded-host.ts';
export { type Listen, SitesPortTaken } from './sites-server.ts';
export { type Hosting, type HostingOptions, startHosting } from './start-hosting.ts';
