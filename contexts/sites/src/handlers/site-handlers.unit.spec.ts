import { actor, commandDigest, commandId, type CommandContext } from '@pagewright/kernel';
import { aggregatesInMemory } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import { hostnameDecider } from '../domain/hostname-decider.ts';
import type { SiteCommandOf } from '../domain/rules.ts';
import { siteDecider } from '../domain/site-decider.ts';
import { hostnameStream, siteStream } from '../domain/streams.ts';
import type { SiteId } from '../events/words.ts';
import { createSitesModule } from '../sites.module.ts';
import { ada, blob, buildId, now, site, us } from '../testing/index.ts';
import { busCommandOf, RequestBuild, siteCommandClasses } from './site-commands.ts';
import { RecordPictureHandler } from './record-picture.ts';
import { siteHandlers } from './site-handlers.ts';

const contextOf = (key: string): CommandContext => ({
  commandId: commandId(key),
  commandDigest: commandDigest(key),
  actor: actor('account', 'ada'),
  correlationId: key,
  causationId: key,
  now,
});

const installation = () => {
  const { aggregates, log } = aggregatesInMemory();
  const send = (command: SiteCommandOf, key: string = command.type) => {
    const Handler = siteHandlers.get(command.type);
    if (!Handler) throw new Error(`no handler for ${command.type}`);
    return new Handler(aggregates).execute(busCommandOf(command, contextOf(key)));
  };
  return { aggregates, log, send };
};

const create = (id: SiteId = site, fqdn = 'docs.localhost'): SiteCommandOf => ({
  type: 'CreateSite',
  data: {
    ...us,
    site: id,
    by: ada,
    name: 'Docs',
    fqdn,
    key: 'abcdefghijklmnop',
    source: { type: 'upload', archive: blob('upload') },
    importBuild: buildId(`import-${id}`),
  },
});
const deleteSite: SiteCommandOf = { type: 'DeleteSite', data: { ...us, by: ada } };

describe('The handlers of sites', () => {
  it('are one per command, each with a class of its own', () => {
    expect([...siteHandlers.keys()].toSorted()).toEqual(Object.keys(siteCommandClasses).toSorted());
    expect(new Set(Object.values(siteCommandClasses)).size).toBe(siteHandlers.size);
    expect(createSitesModule().providers).toEqual([...siteHandlers.values(), RecordPictureHandler]);
    expect(RequestBuild.name).toBe('RequestBuild');
  });

  it('begin a site and its name in one append', async () => {
    const { aggregates, log, send } = installation();
    await send(create());
    expect(log.map(({ type, meta }) => [type, meta.stream, meta.commandId])).toEqual(
      [
        ['SiteCreated', siteStream(site)],
        ['BuildRequested', siteStream(site)],
        ['HostnameClaimed', hostnameStream('docs.localhost')],
      ].map((row) => [...row, commandId('CreateSite')]),
    );
    const { state } = await aggregates.read(siteStream(site), siteDecider);
    expect(state).toMatchObject({ status: 'open', fqdn: 'docs.localhost', waiting: [{ kind: 'import' }] });
  });

  it('give one name to one of two sites that want it at the same instant', async () => {
    const { log, send } = installation();
    const outcomes = await Promise.allSettled([send(create(), 'one'), send(create('shop' as SiteId), 'two')]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'hostname-taken' } },
    ]);
    expect(log.filter(({ type }) => type === 'SiteCreated')).toHaveLength(1);
  });

  it('answer a repeat with the events of the first', async () => {
    const { log, send } = installation();
    const first = await send(create());
    expect(await send(create())).toEqual({ ...first, repeated: true });
    expect(log).toHaveLength(3);
  });

  it('free the name with the append that deletes the site', async () => {
    const { aggregates, log, send } = installation();
    await send(create());
    await send(deleteSite);
    expect(log.slice(3).map(({ type }) => type)).toEqual(['BuildCancelled', 'SiteDeleted', 'HostnameReleased']);
    expect((await aggregates.read(hostnameStream('docs.localhost'), hostnameDecider)).state).toEqual({
      status: 'free',
    });
    await send(create('shop' as SiteId), 'again');
    expect(log).toHaveLength(9);
  });

  it('do nothing when a deleted site is deleted again, whoever has its name now', async () => {
    const { log, send } = installation();
    await send(create());
    await send(deleteSite);
    await send(create('shop' as SiteId), 'again');
    expect(await send(deleteSite, 'twice')).toMatchObject({ events: [], repeated: false });
    expect(log).toHaveLength(9);
  });

  it('refuse a site that is not there', async () => {
    const { log, send } = installation();
    await expect(send(deleteSite)).rejects.toMatchObject({ code: 'unknown-site' });
    await expect(send({ type: 'EnableSite', data: { ...us, by: ada } })).rejects.toMatchObject({
      code: 'unknown-site',
    });
    expect(log).toEqual([]);
  });
});
