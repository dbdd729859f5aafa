import { openMemoryBroker } from '@pagewright/broker/memory';
import { createCatalogue } from '@pagewright/kernel';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../../../test/support/wait-for.ts';
import { announcePresence } from './presence.ts';

describe('The presence of runners', () => {
  it('tells those who build from those who only help, and ends with them', async () => {
    await using broker = openMemoryBroker({ catalogue: createCatalogue([]) });
    const owners = async (family?: string) => (await broker.locks.list(family)).map(({ holder }) => holder.owner);
    const builder = announcePresence(broker.locks, 'one', ['builds', 'hosting']);
    const helper = announcePresence(broker.locks, 'two', ['hosting', 'checks']);
    await waitFor(() => builder.trouble === undefined && helper.trouble === undefined, { what: 'both to be there' });
    expect(await owners('runner')).toEqual(['one']);
    expect((await owners()).toSorted()).toEqual(['one', 'two']);
    await builder[Symbol.asyncDispose]();
    await helper[Symbol.asyncDispose]();
    expect(await owners()).toEqual([]);
  });
});
