import { describe, expect, it } from 'vitest';
import { errorWords, fixRequest } from './trouble-words.ts';

const error = {
  kind: 'error',
  text: 'x is not defined',
  source: 'http://edit-v1--k.localhost/js/site.js',
  line: 3,
} as const;

describe('An error of a page', () => {
  it('says where it comes from, as far as that is known', () => {
    expect(errorWords(error)).toBe('x is not defined (js/site.js, line 3)');
    expect(errorWords({ ...error, source: '', line: 0 })).toBe('x is not defined');
    expect(errorWords({ ...error, source: 'http://edit-v1--k.localhost/' })).toBe('x is not defined (line 3)');
    expect(errorWords({ kind: 'load', text: 'img', source: 'a.png', line: 0 })).toBe(
      'The page asks for a.png, which did not load (img)',
    );
  });

  it('becomes a request with each of its lines quoted', () => {
    expect(fixRequest('index.html', [{ ...error, text: 'one\ntwo', source: '', line: 0 }])).toBe(
      'The page index.html reports this error. Please fix it.\n> one two',
    );
    expect(
      fixRequest(
        '',
        Array.from({ length: 7 }, () => error),
      )
        .split('\n')
        .at(-1),
    ).toBe('> and 2 more');
  });
});
