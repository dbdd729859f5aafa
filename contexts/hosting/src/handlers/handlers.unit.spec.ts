import { actor, commandDigest, commandId, type CommandContext } from '@pagewright/kernel';
import { aggregatesInMemory } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import { deploymentStream } from '../domain/streams.ts';
import { RecordDeployed, RecordDeployedHandler } from './record-deployed.ts';
import { RecordFailure, RecordFailureHandler } from './record-failure.ts';

const now = '2026-03-01T12:00:00.000Z';
const contextOf = (id: string): CommandContext => ({
  commandId: commandId(id),
  commandDigest: commandDigest(id),
  actor: actor('host', 'embedded'),
  correlationId: id,
  causationId: id,
  now,
});
const about = { site: 'docs', host: 'embedded', target: 'live' as const, version: 2, now };

describe('The handlers of hosting', () => {
  it('record what a host says in the stream of its site, once', async () => {
    const { aggregates, log } = aggregatesInMemory();
    const failure = new RecordFailure({ ...about, position: 9, reason: 'disk full' }, contextOf('one'));
    await new RecordFailureHandler(aggregates).execute(failure);
    const data = { ...about, position: 9, digest: 'a'.repeat(64), durationMs: 3 };
    const handler = new RecordDeployedHandler(aggregates);
    await handler.execute(new RecordDeployed(data, contextOf('two')));
    expect(await handler.execute(new RecordDeployed(data, contextOf('three')))).toMatchObject({ events: [] });
    expect(log.map(({ type, meta }) => [type, meta.stream])).toEqual([
      ['DeploymentFailed', deploymentStream('docs')],
      ['VersionDeployed', deploymentStream('docs')],
    ]);
  });
});
