import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildId, SiteId } from '@pagewright/sites';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/support/bench.ts';
import { waitFor } from '../../../../test/support/wait-for.ts';
import { membersOf } from '../spawners/process/process-identity.ts';

describe('Stopping a build', () => {
  let bench: Bench;
  let site: SiteId;
  beforeEach(async () => {
    bench = await openBench();
    site = await bench.site('docs');
  });
  afterEach(() => bench[Symbol.asyncDispose]());

  const imported = () => bench.event(site, 'docs-import' as BuildId, 'BuildSucceeded');
  const workerOf = async () => {
    const names = await waitFor(
      async () => {
        const found = await readdir(join(bench.workers, 'ledger'));
        return found.length === 1 && found;
      },
      { what: 'the one worker' },
    );
    return Number(names[0]?.split('.')[0]);
  };
  /** Waits until the agent is at work. */
  const working = (build: BuildId) =>
    waitFor(async () => (await bench.broker.activity.read(build)).some(({ part }) => part.kind === 'text'), {
      what: 'the agent to work',
    });

  it('keeps what there was as partial work, and goes on with the next', async () => {
    await bench.runner();
    await imported();
    const build = await bench.request(site, 'slow');
    const next = await bench.request(site, 'Next');
    await working(build);
    await bench.cancel(site, build);
    const { data } = await bench.event(site, build, 'BuildCancelled');
    expect(data).toMatchObject({ by: 'ada', attempt: 1 });
    expect(Object.keys(await bench.files(data.partial?.digest ?? ''))).toEqual(['half.html', 'index.html']);
    expect((await bench.blob(data.activity?.digest ?? '')).length).toBeGreaterThan(3);
    await bench.event(site, next, 'BuildSucceeded');
  });

  it('kills a worker that does not stop when it is asked, and says cancelled only when it is dead', async () => {
    await bench.runner({ warmWorkers: 0, killAfterMs: 600 });
    await imported();
    const build = await bench.request(site, 'deaf');
    await working(build);
    const worker = await workerOf();
    const asked = performance.now();
    await bench.cancel(site, build);
    const before = bench.event(site, build, 'BuildCancelled');
    const { data } = await before;
    expect(await membersOf(worker)).toEqual([]);
    expect(performance.now() - asked).toBeGreaterThan(600);
    expect(data.partial).toBeNull();
  });

  it('cancels at once what was asked to stop before the runner could look', async () => {
    const build = await bench.request(site, 'slow');
    // The stop comes between the start and the runner's look at the site.
    const events = bench.broker.activity;
    let stopped = false;
    const { feed } = bench.broker;
    await bench.runner(
      {},
      {
        feed,
        activity: {
          ...events,
          publish: async (address, part) => {
            if (address.build === build && !stopped) {
              stopped = true;
              await bench.cancel(site, build);
            }
            return events.publish(address, part);
          },
        },
      },
    );
    const { data } = await bench.event(site, build, 'BuildCancelled');
    expect(data.attempt).toBe(1);
    expect((await bench.log(site)).filter(({ type }) => type === 'BuildSucceeded')).toHaveLength(1);
  });

  it('ends a build that takes longer than it may', async () => {
    const first = await bench.runner();
    await imported();
    await first.running.gracefulShutdown();
    await bench.runner({ longestMs: 800 });
    const build = await bench.request(site, 'slow');
    const { data } = await bench.event(site, build, 'BuildFailed');
    expect(data).toMatchObject({ reason: 'timeout', attempt: 1 });
    expect(await bench.open(data.message)).toContain('longer than it may');
  });
});
