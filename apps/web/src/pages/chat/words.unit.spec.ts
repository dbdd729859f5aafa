import { describe, expect, it } from 'vitest';
import { paragraphsOf, withPath } from './words.ts';

describe('paragraphsOf', () => {
  it('parts paragraphs at empty lines and marks code', () =>
    expect(paragraphsOf('First `a.html`.\n\n\nSecond\nline')).toEqual([
      [
        { text: 'First ', code: false },
        { text: 'a.html', code: true },
        { text: '.', code: false },
      ],
      [{ text: 'Second\nline', code: false }],
    ]));
  it('leaves a lone backtick and markup as they are', () =>
    expect(paragraphsOf('a ` b <b>')).toEqual([[{ text: 'a ` b <b>', code: false }]]));
  it('makes nothing of nothing', () => expect(paragraphsOf(' \n\n ')).toEqual([]));
});

describe('withPath', () => {
  it('marks the path where the sentence names it', () =>
    expect(withPath('Edited index.html twice', 'index.html')).toEqual([
      { text: 'Edited ', code: false },
      { text: 'index.html', code: true },
      { text: ' twice', code: false },
    ]));
  it('leaves a sentence that does not name it', () =>
    expect(withPath('Checked 9 pages', 'index.html')).toEqual([{ text: 'Checked 9 pages', code: false }]));
});
