import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const card = (name: string, alt: string): string => `<li><img src="img/${name}.jpg"${alt}><h3>${name}</h3></li>`;
const site = (...inner: string[]): Record<string, string> => ({
  'index.html': pageWith(`<ul>${inner.join('\n')}</ul>`),
});

describe('alternative texts that are missing', () => {
  it.each(['Add alt texts to all images', 'Add the missing alt texts', 'give all pictures alt text'])(
    'given cards with a picture, when "%s" is said, then those without get the name of their card',
    (words) => {
      const html = after(words, site(card('Oak', ''), card('Ash', ' alt="A log of ash"'), card('Elm', ' alt="..."')));
      expect(html).toContain('<img alt="Oak" src="img/Oak.jpg">');
      expect(html).toContain('<img src="img/Elm.jpg" alt="Elm">');
      expect(html).toContain('<img src="img/Ash.jpg" alt="A log of ash">');
    },
  );

  it('given a picture with a caption, then the caption is its text, and an ornament stays silent', () => {
    const html = after('Add alt texts', {
      'index.html': pageWith(
        '<figure><img src="a.jpg"><figcaption>The yard in May</figcaption></figure><p><img src="line.svg" alt=""></p>',
      ),
    });
    expect(html).toContain('alt="The yard in May"');
    expect(html).toContain('<img src="line.svg" alt="">');
  });

  it('given pictures that nothing is said beside, then it says that it cannot see them, and how to go on', () => {
    const told = ask('Add alt texts to the images', site('<li><img src="img/quay.jpg"></li>'));
    expect(told).toMatchObject({ type: 'declined', message: expect.stringMatching(/can't see pictures.*quay\.jpg/) });
  });

  it('given that none is missing, then it says so', () => {
    expect(ask('Add alt texts to all images', site(card('Oak', ' alt="Oak"')))).toMatchObject({
      type: 'declined',
      message: expect.stringContaining('Every picture has'),
    });
  });
});
