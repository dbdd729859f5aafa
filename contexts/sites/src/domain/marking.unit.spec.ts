import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { SiteCommand } from '../commands/site-commands.ts';
import type { SiteEvent } from '../events/site-events.ts';
import {
  ada,
  bob,
  blob,
  digest,
  imported,
  now,
  requested,
  sealed,
  site,
  started,
  succeeded,
  us,
  version,
} from '../testing/index.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const two = [...imported, requested('a'), started('a', 1, 11, 1), succeeded('a', 1, 11, 2, 'second')];
const of = (number: number) => ({ ...us, by: bob, version: version(number) });
const said = (number: number) => ({ site, at: now, by: bob, version: version(number) });
const noted = (number: number, note: string | null): SiteEvent => ({
  type: 'VersionNoted',
  data: { ...said(number), note: note === null ? null : sealed(note) },
});
const deletedFirst: SiteEvent = {
  type: 'VersionDeleted',
  data: { ...said(1), tree: digest('first'), artifact: blob('first.tar.gz') },
};

describe('A note at a version', () => {
  const note = (number: number, text: string | null): SiteCommand => ({
    type: 'NoteVersion',
    data: { ...of(number), note: text === null ? null : sealed(text) },
  });

  it('is written by whoever asks', () =>
    given(...two)
      .when(note(1, 'approved'))
      .then(noted(1, 'approved')));
  it('takes the place of the one before', () =>
    given(...two, noted(1, 'approved'))
      .when(note(1, 'not yet'))
      .then(noted(1, 'not yet')));
  it('is taken away', () =>
    given(...two, noted(1, 'approved'))
      .when(note(1, null))
      .then(noted(1, null)));
  it('that is not there is not taken away again', () =>
    given(...two)
      .when(note(1, null))
      .thenNothing());
  it('stands at its version alone', () =>
    expect(given(...two, noted(1, 'approved')).state()).toMatchObject({
      versions: [
        { version: 1, note: sealed('approved'), by: ada },
        { version: 2, note: null },
      ],
    }));
});

describe.each([
  {
    set: 'StarVersion',
    unset: 'UnstarVersion',
    wasSet: 'VersionStarred',
    wasUnset: 'VersionUnstarred',
    field: 'starred',
  },
  { set: 'PinVersion', unset: 'UnpinVersion', wasSet: 'VersionPinned', wasUnset: 'VersionUnpinned', field: 'pinned' },
] as const)('Of a version, $field', ({ set, unset, wasSet, wasUnset, field }) => {
  it('is set once', () => {
    given(...two)
      .when({ type: set, data: of(1) })
      .then({ type: wasSet, data: said(1) });
    given(...two, { type: wasSet, data: said(1) })
      .when({ type: set, data: of(1) })
      .thenNothing();
  });
  it('is taken away once', () => {
    given(...two, { type: wasSet, data: said(1) })
      .when({ type: unset, data: of(1) })
      .then({ type: wasUnset, data: said(1) });
    given(...two)
      .when({ type: unset, data: of(1) })
      .thenNothing();
  });
  it('changes no other version', () =>
    expect(given(...two, { type: wasSet, data: said(2) }).state()).toMatchObject({
      versions: [{ [field]: false }, { [field]: true }],
    }));
});

describe('What is said of a version', () => {
  const commands: readonly ((number: number) => SiteCommand)[] = [
    (number) => ({ type: 'NoteVersion', data: { ...of(number), note: sealed('x') } }),
    (number) => ({ type: 'StarVersion', data: of(number) }),
    (number) => ({ type: 'UnstarVersion', data: of(number) }),
    (number) => ({ type: 'PinVersion', data: of(number) }),
    (number) => ({ type: 'UnpinVersion', data: of(number) }),
    (number) => ({ type: 'DeleteVersion', data: of(number) }),
  ];
  it('is refused where there is no such version', () => {
    for (const command of commands)
      given(...two)
        .when(command(3))
        .thenRefused('unknown-version');
  });
  it('is refused where the version was deleted', () => {
    for (const command of commands)
      given(...two, deletedFirst)
        .when(command(1))
        .thenRefused('version-deleted');
  });
});
