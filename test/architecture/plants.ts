/** A file to be written; `breaks` names what must fire on it, and nothing else may. */
export interface Plant {
  readonly path: string;
  readonly text: string;
  readonly breaks?: string | readonly string[];
}

/** What `import` lines of a lawful tree look like: none of these may trouble any rule. */
export const LAWFUL: readonly Plant[] = [
  {
    path: 'contexts/kernel/src/index.ts',
    text: `import { createHash } from 'node:crypto'; export const id = createHash;`,
  },
  {
    path: 'contexts/sites/src/events/made.ts',
    text: `import { z } from 'zod'; import { id } from '@pagewright/kernel'; export const made = [z, id];`,
  },
  {
    path: 'contexts/sites/src/commands/make.ts',
    text: `import { made } from '../events/made.ts'; export const make = made;`,
  },
  {
    path: 'contexts/sites/src/domain/site.ts',
    text: `import { make } from '../commands/make.ts'; export const site = make;`,
  },
  {
    path: 'contexts/sites/src/domain/site.unit.spec.ts',
    text: `import 'node:fs'; import './site.ts'; import '../../../../test/support/waits.ts';`,
  },
  { path: 'contexts/sites/src/index.ts', text: `export { made } from './events/made.ts';` },
  { path: 'contexts/sites/src/handlers/make-site.ts', text: `import '@nestjs/cqrs'; import '../domain/site.ts';` },
  { path: 'contexts/sites/src/sites.module.ts', text: `import '@nestjs/common'; import './handlers/make-site.ts';` },
  { path: 'contexts/identity/src/index.ts', text: `export const accounts = 1;` },
  { path: 'contexts/artifacts/src/index.ts', text: `export { pack } from './pack.ts';` },
  { path: 'contexts/artifacts/src/pack.ts', text: `import 'tar-stream'; import 'node:zlib'; export const pack = 1;` },
  {
    path: 'contexts/artifacts/adapters/filesystem/index.ts',
    text: `import 'node:fs'; import '@pagewright/artifacts'; export const files = 1;`,
  },
  { path: 'contexts/authoring/src/index.ts', text: `import 'parse5'; import 'magic-string'; export const edit = 1;` },
  {
    path: 'contexts/hosting/src/index.ts',
    text: `export { made } from '@pagewright/sites'; export { pack } from '@pagewright/artifacts';`,
  },
  {
    path: 'contexts/hosting/adapters/embedded/index.ts',
    text: `import '@pagewright/artifacts'; import '@pagewright/hosting'; export const host = 1;`,
  },
  { path: 'contexts/jobs/src/index.ts', text: `export const jobs = 1;` },
  { path: 'contexts/budgets/src/index.ts', text: `export const budgets = 1;` },
  { path: 'contexts/content/src/index.ts', text: `export { jobs } from '@pagewright/jobs';` },
  { path: 'projections/src/index.ts', text: `import 'kysely'; import '@pagewright/sites'; export const rows = 1;` },
  {
    path: 'broker/src/index.ts',
    text: `import '@nats-io/jetstream'; import '@pagewright/kernel'; export const broker = 1;`,
  },
  {
    path: 'apps/api/src/main.ts',
    text: `import '@pagewright/broker'; import '@pagewright/projections'; import '@pagewright/sites/module'; import '@nestjs/core';`,
  },
  { path: 'apps/api/src/contract/sites.ts', text: `export interface SiteView { readonly id: string }` },
  {
    path: 'apps/worker-runner/src/main.ts',
    text: `import '@pagewright/broker'; import '@pagewright/artifacts/adapters/filesystem'; import '@pagewright/hosting/adapters/embedded';`,
  },
  { path: 'apps/worker-runner/src/worker/main.ts', text: `import '@pagewright/authoring'; import 'node:fs';` },
  {
    path: 'apps/web/src/main.ts',
    text: `import type { made } from '@pagewright/sites'; export type Made = typeof made;`,
  },
  { path: 'infra/configuration/index.ts', text: `export const variables = 1;` },
  { path: 'apps/api/src/configuration.ts', text: `import '../../../infra/configuration/index.ts';` },
  { path: 'projections/test/doors.ts', text: `import '../../test/support/waits.ts'; import 'pg';` },
  { path: 'infra/local/start.mjs', text: `export const start = 1;` },
  { path: 'test/support/waits.ts', text: `import '@nats-io/jetstream'; import 'pg'; export const waits = 1;` },
];

/** One violation per rule, each in a file of its own. */
export const UNLAWFUL: readonly Plant[] = [
  {
    breaks: 'test-is-a-leaf',
    path: 'projections/src/leans-on-test.ts',
    text: `import '../test/doors.ts';`,
  },
  // A cycle is reported once.
  { path: 'broker/src/there.ts', text: `import './back.ts';` },
  { breaks: 'no-cycles', path: 'broker/src/back.ts', text: `import type {} from './there.ts';` },
  { breaks: 'no-unresolved', path: 'broker/src/lost.ts', text: `import './nowhere.ts';` },
  {
    breaks: 'specs-are-leaves',
    path: 'apps/api/src/leans-on-spec.ts',
    text: `import '../../../contexts/sites/src/domain/site.unit.spec.ts';`,
  },
  { breaks: 'test-is-a-leaf', path: 'apps/api/src/tested.ts', text: `import '../../../test/support/waits.ts';` },
  {
    breaks: 'infra-lends-its-configuration-only',
    path: 'apps/api/src/started.ts',
    text: `import '../../../infra/local/start.mjs';`,
  },
  { breaks: 'kernel-imports-nothing', path: 'contexts/kernel/src/clock.ts', text: `import 'node:os';` },
  { breaks: 'pure-code-stays-pure', path: 'contexts/sites/src/domain/reads.ts', text: `import 'node:fs';` },
  {
    breaks: 'pure-code-stays-pure',
    path: 'contexts/sites/src/policies/wired.ts',
    text: `import '../handlers/make-site.ts';`,
  },
  { breaks: 'pure-code-stays-pure', path: 'contexts/sites/src/policies/parsed.ts', text: `import 'zod';` },
  { breaks: 'schemas-stay-pure', path: 'contexts/sites/src/public/dated.ts', text: `import 'node:fs';` },
  { breaks: 'schemas-stay-pure', path: 'contexts/sites/src/events/random.ts', text: `import 'node:crypto';` },
  { breaks: 'authoring-is-pure', path: 'contexts/authoring/src/disk.ts', text: `import 'node:fs/promises';` },
  {
    breaks: 'artifacts-touch-files-in-adapters-only',
    path: 'contexts/artifacts/src/disk.ts',
    text: `import 'node:fs/promises';`,
  },
  {
    breaks: 'contexts-meet-at-their-index',
    path: 'contexts/hosting/src/handlers/peeks.ts',
    text: `import '../../../sites/src/domain/site.ts';`,
  },
  {
    breaks: 'identity-knows-the-kernel-only',
    path: 'contexts/identity/src/handlers/knows-sites.ts',
    text: `import '@pagewright/sites';`,
  },
  {
    breaks: 'sites-knows-the-kernel-only',
    path: 'contexts/sites/src/handlers/knows-artifacts.ts',
    text: `import '@pagewright/artifacts';`,
  },
  {
    breaks: 'artifacts-knows-the-kernel-only',
    path: 'contexts/artifacts/src/handlers/knows-sites.ts',
    text: `import '@pagewright/sites';`,
  },
  {
    breaks: 'hosting-knows-sites-and-artifacts-only',
    path: 'contexts/hosting/src/handlers/knows-identity.ts',
    text: `import '@pagewright/identity';`,
  },
  {
    breaks: 'budgets-knows-the-kernel-only',
    path: 'contexts/budgets/src/handlers/knows-identity.ts',
    text: `import '@pagewright/identity';`,
  },
  {
    breaks: 'jobs-knows-the-kernel-only',
    path: 'contexts/jobs/src/handlers/knows-content.ts',
    text: `import '@pagewright/content';`,
  },
  {
    breaks: 'content-knows-jobs-only',
    path: 'contexts/content/src/handlers/knows-identity.ts',
    text: `import '@pagewright/identity';`,
  },
  {
    breaks: 'contexts-know-no-outer-room',
    path: 'contexts/sites/src/handlers/knows-rows.ts',
    text: `import '@pagewright/projections';`,
  },
  {
    breaks: 'adapters-are-doors-for-apps',
    path: 'contexts/artifacts/src/chooses.ts',
    text: `import '@pagewright/artifacts/adapters/filesystem';`,
  },
  {
    breaks: 'adapters-use-their-own-index',
    path: 'contexts/artifacts/adapters/s3/index.ts',
    text: `import '../../src/pack.ts';`,
  },
  { breaks: 'nest-lives-in-handlers-and-modules', path: 'broker/src/injected.ts', text: `import '@nestjs/common';` },
  {
    breaks: 'projections-see-indexes-only',
    path: 'projections/src/peeks.ts',
    text: `import '../../contexts/sites/src/domain/site.ts';`,
  },
  {
    breaks: 'broker-knows-the-kernel-only',
    path: 'broker/src/typed.ts',
    text: `import type {} from '@pagewright/sites';`,
  },
  {
    breaks: 'apps-are-leaves',
    path: 'apps/worker-runner/src/borrows.ts',
    text: `import '../../api/src/contract/sites.ts';`,
  },
  {
    breaks: 'the-events-package-stands-alone',
    path: 'broker/client/src/subjects.ts',
    text: `import '../../src/index.ts';`,
  },
  {
    breaks: 'web-borrows-types-only',
    path: 'apps/web/src/runs.ts',
    text: `import { made } from '@pagewright/sites'; export const mine = made;`,
  },
  {
    breaks: 'the-runner-opens-no-database',
    path: 'apps/worker-runner/src/queries.ts',
    text: `import '@pagewright/projections';`,
  },
  {
    breaks: 'the-worker-speaks-http-only',
    path: 'apps/worker-runner/src/worker/appends.ts',
    text: `import '@pagewright/broker';`,
  },
  { breaks: 'nats-has-one-home', path: 'apps/api/src/publishes.ts', text: `import '@nats-io/transport-node';` },
  { breaks: 'kurrent-has-one-home', path: 'apps/api/src/stores.ts', text: `import '@kurrent/kurrentdb-client';` },
  { breaks: 'docker-has-one-home', path: 'apps/api/src/docks.ts', text: `import 'dockerode';` },
  { breaks: 'sql-has-one-home', path: 'apps/api/src/selects.ts', text: `import 'pg';` },
  { breaks: 'tar-has-one-home', path: 'apps/worker-runner/src/tars.ts', text: `import 'tar-stream';` },
  { breaks: 'git-has-one-home', path: 'apps/api/src/clones.ts', text: `import 'isomorphic-git';` },
  { breaks: 'telemetry-has-one-home', path: 'apps/api/src/counts.ts', text: `import 'prom-client';` },
  { breaks: 'html-has-one-home', path: 'apps/worker-runner/src/parses.ts', text: `import 'parse5';` },
  {
    breaks: ['authoring-knows-the-kernel-only', 'authoring-is-pure'],
    path: 'contexts/authoring/src/knows-sites.ts',
    text: `import '@pagewright/sites';`,
  },
];
