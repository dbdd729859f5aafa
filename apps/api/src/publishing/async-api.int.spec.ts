import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asyncApiDocument } from './async-api.ts';
import { CLIENT_TYPES_FILE, clientTypes } from './client-types.ts';
import { breakingChanges } from './contract-changes.ts';
import { publicEvents } from './public-events.ts';

const stored = JSON.parse(await readFile(resolve(import.meta.dirname, '../../../../docs/asyncapi.json'), 'utf8'));

const FAILED = 'site.BuildFailed.v1';

describe('The contract of public events', () => {
  it('keeps every promise of the document that was published', () => {
    expect(breakingChanges(stored, asyncApiDocument(publicEvents))).toEqual([]);
  });

  it('is the stored document: run `npm run docs` after adding to it', () => {
    expect(JSON.parse(JSON.stringify(asyncApiDocument(publicEvents)))).toEqual(stored);
  });

  it('is what the types of @pagewright/events are made from: run `npm run docs` after adding to it', async () => {
    expect(clientTypes(asyncApiDocument(publicEvents))).toBe(await readFile(CLIENT_TYPES_FILE, 'utf8'));
  });

  it('is broken by a field that goes, is not always there, or changes its type, and by an event that goes', () => {
    const payload = stored.components.messages[FAILED].payload;
    const withData = (change: (data: Record<string, unknown>) => object) => ({
      ...stored,
      components: {
        messages: {
          ...stored.components.messages,
          [FAILED]: {
            payload: { ...payload, properties: { ...payload.properties, data: change(payload.properties.data) } },
          },
        },
      },
    });
    const { reason, ...others } = payload.properties.data.properties;
    expect(reason).toBeDefined();
    expect(
      breakingChanges(
        stored,
        withData((data) => ({ ...data, properties: others, required: [] })),
      ),
    ).toEqual(
      expect.arrayContaining([
        'site.BuildFailed.v1.data.reason is gone',
        'site.BuildFailed.v1.data.site is not always there any more',
      ]),
    );
    const retyped = withData((data) => ({ ...data, properties: { ...others, reason: { type: 'integer' } } }));
    expect(breakingChanges(stored, retyped)).toEqual([
      expect.stringMatching(/^site\.BuildFailed\.v1\.data\.reason was .*"string".* and is .*"integer"/),
    ]);
    const added = withData((data) => ({ ...data, properties: { ...others, reason, more: { type: 'string' } } }));
    expect(breakingChanges(stored, added)).toEqual([]);
    const { [FAILED]: _gone, ...messages } = stored.components.messages;
    expect(breakingChanges(stored, { ...stored, components: { messages } })).toEqual(['site.BuildFailed.v1 is gone']);
  });

  it('keeps versions of one event, and events of one name, apart', () => {
    const [created] = publicEvents;
    if (!created) throw new Error('nothing is public');
    const others = [
      { ...created, version: 2 },
      { ...created, kind: 'other' },
    ];
    const more = asyncApiDocument([...publicEvents, ...others]);
    expect(Object.keys((more['channels'] ?? {}) as object)).toEqual(
      expect.arrayContaining(['site.SiteCreated.v1', 'site.SiteCreated.v2', 'other.SiteCreated.v1']),
    );
    expect(breakingChanges(stored, more)).toEqual([]);
    expect(breakingChanges(more, stored)).toEqual(['site.SiteCreated.v2 is gone', 'other.SiteCreated.v1 is gone']);
  });
});
