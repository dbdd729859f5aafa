import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, it } from 'vitest';
import type { RecordCheck } from '../commands/site-commands.ts';
import { checked, imported, requested, started, succeeded, us } from '../testing/index.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const two = [...imported, requested('a'), started('a', 1, 11, 1), succeeded('a', 1, 11, 2, 'second')];

/** The command that asks for exactly this event. */
const record = (event: ReturnType<typeof checked>): RecordCheck => {
  if (event.type !== 'VersionChecked') throw new Error('not a check');
  const { at: _at, ...data } = event.data;
  return { type: 'RecordCheck', data: { ...data, ...us } };
};

describe('Recording what a browser made of a version', () => {
  it('says it of any version, the newest or not', () =>
    given(...two, checked(2, 'second'))
      .when(record(checked(1, 'first', { state: 'warned' })))
      .then(checked(1, 'first', { state: 'warned' })));
  it('changes nothing for a run that was recorded already', () =>
    given(...two, checked(2, 'second'))
      .when(record(checked(2, 'second', { state: 'failed' })))
      .thenNothing());
  it('keeps a later run beside the one that no browser was there for', () =>
    given(...two, checked(2, 'second', { state: 'unavailable', checks: null }))
      .when(record(checked(2, 'second', { run: 2 })))
      .then(checked(2, 'second', { run: 2 })));
  it('refuses a version that there is not', () =>
    given(...two)
      .when(record(checked(3, 'third')))
      .thenRefused('unknown-version'));
  it('refuses to say of a version what was seen of another tree', () =>
    given(...two)
      .when(record(checked(2, 'first')))
      .thenRefused('wrong-tree'));
  it('belongs to no build: one that runs goes on', () =>
    given(...two, requested('b'), started('b', 1, 12, 2), checked(2, 'second'))
      .when(record(checked(1, 'first')))
      .then(checked(1, 'first')));
});
