import { auditStream } from '@pagewright/identity';
import { openBroker } from '@pagewright/broker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testCli, type TestCli } from '../../../test/support/cli.ts';
import { natsServer } from '../../../test/support/nats-server.ts';
import { productCatalogue } from '../src/composition/catalogue.ts';
import { personWithSite, type RunningApi, runningApi } from './running-api.ts';

let api: RunningApi;
let cli: TestCli;

beforeAll(async () => {
  api = await runningApi();
  cli = await testCli(api.nats);
});
afterAll(async () => {
  await cli[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

const views = async () =>
  (await cli.run('projections', 'list', '--json')).stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

it('an operator sees the read models, has one made anew while people work, and finds that written down', async () => {
  const { person, site } = await personWithSite(api);
  const before = await person.demand<object>('GET', `/api/sites/${site}`);
  const { stdout } = await cli.run('projections', 'list');
  expect(stdout).toMatch(/^NAME +VERSION +STATE +POSITION +BEHIND +BESIDE$/m);
  expect(stdout).toMatch(/^sites +\d+ +active +\d+ +0 +-$/m);

  const rebuilt = await cli.run('projections', 'rebuild', 'sites');
  expect(rebuilt).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^sites is read from new rows, up to position \d+ /),
  });
  expect((await views()).find(({ name }) => name === 'sites')).toMatchObject({
    generation: 1,
    state: 'active',
    beside: null,
  });
  expect(await person.demand<object>('GET', `/api/sites/${site}`)).toEqual(before);
  expect(
    (await cli.run('projections', 'rebuild', '--all')).stdout.split('\n').filter((line) => line !== ''),
  ).toHaveLength(5);

  await using broker = await openBroker({ url: api.nats.url, name: 'test', catalogue: productCatalogue() });
  const deeds = (await broker.events.load(auditStream('default'))).events;
  expect(deeds).toHaveLength(6);
  expect(deeds[0]).toMatchObject({ type: 'RebuildBegun', data: { projection: 'sites', generation: 1 } });
  expect(deeds[0]?.meta.actor).toMatch(/^operator:/);
});

it.each([
  [['sitse'], 2, /^There is no projection 'sitse': accounts, sites, .*\.$/m],
  [[], 2, /^NAME is missing: accounts, .*, or --all\.$/m],
  [['sites', '--all'], 2, /^--all means every read model: leave out 'sites', or --all\.$/m],
  [['sites', '--cancel'], 1, /^sites is not being rebuilt: pagewright projections list shows what is\.$/m],
])('projections rebuild %j is answered with one sentence', async (words, code, sentence) => {
  expect(await cli.run('projections', 'rebuild', ...words)).toMatchObject({
    code,
    stderr: expect.stringMatching(sentence),
  });
});

it('says so where nobody makes read models', async () => {
  await using nats = await natsServer();
  await using alone = await testCli(nats);
  expect(await alone.run('projections', 'list')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^No API with the role projections answers: start Pagewright/),
  });
});
