import type { Metrics } from '@pagewright/kernel/adapters/telemetry';
import type { RunnerEvent } from '../builds/runner-events.ts';
import { firstFew } from './first-few.ts';

/** A worker names its model itself, and is trusted with nothing. */
const MODELS = 50;

/** Counts what a runner tells of its builds, besides what is measured as operations. */
export const createBuildMeters = (metrics: Metrics): ((event: RunnerEvent) => void) => {
  const deaths = metrics.counter('pagewright_worker_deaths_total', 'Workers that died at their work', []);
  const busy = metrics.counter('pagewright_site_busy_total', 'Sites that were found locked by another runner', []);
  const delayed = metrics.counter('pagewright_commands_delayed_total', 'Commands of runners that were sent again', [
    'command',
  ]);
  const tokens = metrics.counter('pagewright_agent_tokens_total', 'Tokens that models were given and gave', [
    'agent',
    'model',
    'direction',
  ]);
  const cost = metrics.counter('pagewright_agent_cost_usd_total', 'What models cost, in US dollars', [
    'agent',
    'model',
  ]);
  const modelOf = firstFew(MODELS);
  for (const counter of [deaths, busy]) counter.add({}, 0);

  return (event) => {
    switch (event.type) {
      case 'worker-died':
        return deaths.add({});
      case 'site-busy':
        return busy.add({});
      case 'command-delayed':
        return delayed.add({ command: event.command });
      case 'agent-used': {
        // An agent without a model has no tokens to tell of, not none.
        if (event.model === null) return;
        const of = { agent: event.agent, model: modelOf(event.model) };
        tokens.add({ ...of, direction: 'in' }, event.tokensIn);
        tokens.add({ ...of, direction: 'out' }, event.tokensOut);
        cost.add(of, event.costUsd);
      }
    }
  };
};
