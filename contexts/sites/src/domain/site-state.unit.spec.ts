import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { siteEventSchemas, type SiteEvent } from '../events/site-events.ts';
import { siteDecider } from './site-decider.ts';

const stored = JSON.parse(
  await readFile(new URL('../testing/histories.json', import.meta.url), 'utf8'),
) as readonly (readonly SiteEvent[])[];

describe('the state of a site, as snapshots hold it', () => {
  it('is folded here from every kind of event, each as it has been stored', () => {
    const types = new Set(stored.flat().map(({ type }) => type));
    expect([...types].toSorted()).toEqual(Object.keys(siteEventSchemas).toSorted());
    for (const { type, data } of stored.flat()) expect(siteEventSchemas[type].parse(data)).toEqual(data);
  });

  /**
   * A snapshot of before a change of `evolve` would be taken for one of after it. So whoever changes what is folded
   * raises `stateVersion`, runs this once to have the new states written, and keeps the old file out of the repository.
   */
  it('is the same for one state version', async () => {
    const states = stored.map((history) => history.reduce(siteDecider.evolve, siteDecider.initialState()));
    const file = `../testing/states-of-version-${siteDecider.stateVersion}.json`;
    await expect(`${JSON.stringify(states, undefined, 2)}\n`).toMatchFileSnapshot(file);
  });
});
