import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { RecordDeployed, RecordFailure } from '../commands/deployment-commands.ts';
import type { DeploymentEvent } from '../events/deployment-events.ts';
import { deploymentDecider, reportOf } from './deployment.ts';

const given = decisionsOf(deploymentDecider);
const now = '2026-03-01T12:00:00.000Z';
const live = { site: 'docs', host: 'embedded', target: 'live' as const };
const preview = { ...live, target: 'preview' as const };
const digest = 'a'.repeat(64);

const record = (position: number, of: typeof live | typeof preview = live): RecordDeployed => ({
  type: 'RecordDeployed',
  data: { ...of, version: 2, position, digest, durationMs: 12, now },
});
const fail = (position: number): RecordFailure => ({
  type: 'RecordFailure',
  data: { ...live, version: 2, position, reason: 'disk full', now },
});
const deployed = (position: number, of: typeof live | typeof preview = live): DeploymentEvent => ({
  type: 'VersionDeployed',
  data: { ...of, version: 2, position, digest, durationMs: 12, at: now },
});
const failed = (position: number): DeploymentEvent => ({
  type: 'DeploymentFailed',
  data: { ...live, version: 2, position, reason: 'disk full', at: now },
});

describe('What a host says it serves', () => {
  it('is recorded', () => given().when(record(10)).then(deployed(10)));
  it('is recorded when it fails', () => given().when(fail(10)).then(failed(10)));
  it('moves on to later positions', () => given(deployed(10)).when(record(11)).then(deployed(11)));
  it('is already so the second time', () => given(deployed(10)).when(record(10)).thenNothing());
  it('never goes back', () => {
    given(deployed(10)).when(record(9)).thenNothing();
    given(deployed(10)).when(fail(9)).thenNothing();
    given(failed(10)).when(record(9)).thenNothing();
  });
  it('recovers from a failure at the same position', () => given(failed(10)).when(record(10)).then(deployed(10)));
  it('does not fail once it serves that position', () => given(deployed(10)).when(fail(10)).thenNothing());
  it('fails once at one position', () => given(failed(10)).when(fail(10)).thenNothing());
  it('is told apart by target and host', () => {
    given(deployed(10)).when(record(9, preview)).then(deployed(9, preview));
    const other = { ...live, host: 'nginx-1' };
    given(deployed(10)).when(record(9, other)).then(deployed(9, other));
  });
  it('is the newest report of each', () => {
    const state = given(deployed(10), deployed(9, preview), failed(11)).state();
    expect(reportOf(state, 'embedded', 'live')).toMatchObject({ position: 11, outcome: 'failed' });
    expect(reportOf(state, 'embedded', 'preview')).toMatchObject({ position: 9, outcome: 'deployed' });
    expect(reportOf(state, 'nginx-1', 'live')).toBeUndefined();
  });
});
