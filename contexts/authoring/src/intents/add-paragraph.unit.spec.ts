import { describe, expect, it } from 'vitest';
import { authorChange } from '../agent/author-change.ts';

const PAGE = `<!doctype html><html lang="en"><head><title>Shop</title></head><body>
<h1>Shop</h1>
<h2>Our promise</h2>
<p>Friendly service.</p>
</body></html>`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const pageAfter = (prompt: string): string => {
  const steps = authorChange({ prompt, tree: new Map([['index.html', bytes(PAGE)]]) });
  let step = steps.next();
  while (!step.done) step = steps.next();
  if (step.value.type !== 'changed') throw new Error(JSON.stringify(step.value));
  return new TextDecoder().decode(step.value.tree.get('index.html'));
};

describe('adding a paragraph', () => {
  it.each([
    'Add a paragraph under "Our promise": "The next cup is on us."',
    'Add a paragraph saying "The next cup is on us." under "Our promise"',
    'Please insert a new line below "Our promise" saying "The next cup is on us."',
  ])('given its words and its place in either order, leaves what stands there: %s', (prompt) => {
    expect(pageAfter(prompt)).toBe(
      PAGE.replace('<h2>Our promise</h2>', '<h2>Our promise</h2>\n<p>The next cup is on us.</p>'),
    );
  });
});
