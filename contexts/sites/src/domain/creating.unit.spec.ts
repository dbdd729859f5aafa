import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, it } from 'vitest';
import type { CreateSite } from '../commands/site-commands.ts';
import { ada, blob, bob, buildId, created, deleted, importRequested, us } from '../testing/index.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const create = (more: Partial<CreateSite['data']> = {}): CreateSite => ({
  type: 'CreateSite',
  data: {
    ...us,
    by: ada,
    name: 'Docs',
    fqdn: 'docs.localhost',
    key: 'abcdefghijklmnop',
    source: { type: 'starter', starter: 'clean-blog', archive: blob('starter') },
    importBuild: buildId('import'),
    ...more,
  },
});

describe('A new site', () => {
  it('begins together with the import of its files', () => given().when(create()).then(created, importRequested));
  it('keeps its name without the white space around it', () =>
    given()
      .when(create({ name: ' Docs\n' }))
      .then(created, importRequested));
  it('is refused without a name', () =>
    given()
      .when(create({ name: ' ' }))
      .thenRefused('invalid-name'));
  it('is refused a name of more than 100 characters', () =>
    given()
      .when(create({ name: 'x'.repeat(101) }))
      .thenRefused('invalid-name'));
  it('is refused a host name that could not be one', () =>
    given()
      .when(create({ fqdn: 'docs;.localhost' }))
      .thenRefused('invalid-hostname'));
  it('is already so when its owner asks again with the same import', () =>
    given(created, importRequested).when(create()).thenNothing());
  it('is refused under the id of another site', () =>
    given(created, importRequested)
      .when(create({ by: bob, importBuild: buildId('other') }))
      .thenRefused('site-exists'));
  it('is refused under the id of a deleted one', () =>
    given(created, importRequested, deleted).when(create()).thenRefused('site-deleted'));
});

describe('A site that is not there', () => {
  it('refuses every other command', () =>
    given()
      .when({ type: 'RenameSite', data: { ...us, by: ada, name: 'New' } })
      .thenRefused('unknown-site'));
});
