import { describe, expect, it } from 'vitest';
import { after, ask, pageWith } from '../../testing/ask.ts';

const long = 'Paints boats and houses, and likes to talk about both of them for an hour. '.repeat(2).trim();
const list = `<ul class="grid">\n<li><h3>Ada</h3><p>${long}</p></li>\n<li><h3>Bo</h3><p>Swims all year. ${long}</p></li>\n</ul>`;
const files = { 'index.html': pageWith(list) };

describe('what is not called so stays', () => {
  it('given a long list that has the words somewhere, when they are told of somebody, then it stays', () => {
    expect(ask('Ada does not swim any more, take that out', files).type).toBe('declined');
    expect(ask('Remove Ada swims', files).type).toBe('declined');
  });

  it('given somebody in it, when he is told to go by his name, then only his entry goes', () => {
    const text = after('Bo has left us, please remove him', files);
    expect(text).toContain('Ada');
    expect(text).not.toContain('Bo<');
  });
});

describe('a year in a footer', () => {
  it('given whose footer it is, when it shall say another year, then the rest stays', () => {
    const page = pageWith('<footer><p>© 2026 Acme, Oslo</p></footer>');
    expect(after('the footer should say 2027', { 'index.html': page })).toBe(page.replace('2026', '2027'));
  });
});
