import { describe, expect, it } from 'vitest';
import { after, pageWith } from '../../testing/ask.ts';

const site = {
  'index.html': pageWith('<h1>Acme</h1><p>Acme makes anvils. Acmeists need not apply.</p>'),
  'about.html': pageWith('<p>About Acme</p>'),
};

describe('a name that changes everywhere', () => {
  it.each([
    'Change Acme to Bella everywhere',
    'Our company is called Bella now, change Acme to Bella everywhere',
    'Replace "Acme" with "Bella" on every page',
  ])('given a message, is another wherever it stands as a word, in titles too: %s', (prompt) => {
    const home = after(prompt, site);
    expect(home).toContain('<h1>Bella</h1><p>Bella makes anvils. Acmeists need not apply.</p>');
    expect(home).toContain('<title>Bella</title>');
    expect(home).toContain('<a class="brand" href="#top">Bella</a>');
    expect(after(prompt, site, 'about.html')).toContain('<p>About Bella</p>');
  });
});
