import { describe, expect, it } from 'vitest';
import { after, pageWith } from '../../testing/ask.ts';

const body =
  '<p><a class="btn" href="https://old.example">Get it now</a> made by <a href="https://maker.example">The Maker</a></p>\n<section id="contact">\n<h2>Contact form</h2>\n<form><input type="email"></form>\n</section>';
const files = { 'index.html': pageWith(body) };

describe('where links lead', () => {
  it.each([
    ['Get it now button: it should jump down to the contact form instead of leaving my site', '#contact'],
    ['the Get it now button ought to load https://new.example/latest.zip', 'https://new.example/latest.zip'],
    ['The Get it now link is dead, it should just be https://new.example/', 'https://new.example/'],
    ['Get it now must open https://new.example and no longer the old shop', 'https://new.example'],
  ])('given a link, when %j is said, then it leads to %j', (said, href) => {
    expect(after(said, files)).toBe(pageWith(body.replace('https://old.example', href)));
  });

  it('given a link, when it shall say and lead to something else, then it does both', () => {
    expect(after('The Maker should say Studio Nine and link to https://nine.example', files)).toBe(
      pageWith(body.replace('https://maker.example', 'https://nine.example').replace('The Maker', 'Studio Nine')),
    );
  });
});
