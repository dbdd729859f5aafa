import type { BuildId, SiteId } from '@pagewright/sites';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, HELLO, openBench } from '../../test/support/bench.ts';

describe('Files that go with a request', () => {
  let bench: Bench;
  let site: SiteId;
  beforeEach(async () => {
    bench = await openBench();
    site = await bench.site('docs');
    await bench.runner();
    await bench.event(site, 'docs-import' as BuildId, 'BuildSucceeded');
  });
  afterEach(() => bench[Symbol.asyncDispose]());

  const photo = { name: 'Our Shop.png', text: 'a photo', intent: 'add' } as const;
  const built = async (build: BuildId) => {
    const { data } = await bench.event(site, build, 'BuildSucceeded');
    return { files: await bench.files(data.artifact.digest), summary: await bench.open(data.summary) };
  };

  it('become part of the site beside what the words change', async () => {
    const { files } = await built(await bench.request(site, 'Welcome', 'ways', [photo]));
    expect(files['images/our-shop.png']).toBe('a photo');
    expect(files['index.html']).toContain('Welcome');
  });

  it('become part of it also when the agent can do nothing with the words', async () => {
    const build = await bench.request(site, 'decline', 'ways', [photo]);
    const { files, summary } = await built(build);
    expect(files).toEqual({ ...HELLO, 'images/our-shop.png': 'a photo' });
    expect(summary).toBe('Added `images/our-shop.png`.');
    const { data } = await bench.event(site, build, 'BuildSucceeded');
    const parts = await bench.blob(data.activity?.digest ?? '');
    expect(JSON.stringify(parts)).toContain('I cannot do that.');
  });

  it('stay out of it when they are for reference', async () => {
    const { files } = await built(await bench.request(site, 'Welcome', 'ways', [{ ...photo, intent: 'reference' }]));
    expect(Object.keys(files)).toEqual(['index.html']);
    const declined = await bench.request(site, 'decline', 'ways', [{ ...photo, intent: 'reference' }]);
    await bench.event(site, declined, 'BuildDeclined');
  });
});
