import { describe, expect, it } from 'vitest';
import { cleanSvg } from './clean-svg.ts';

const svg = (inner: string, more = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"${more}>${inner}</svg>`;

describe('An SVG that was sent along', () => {
  it('keeps its drawing, gradients and own references', () => {
    const drawing =
      '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>' +
      '<style>.a{fill:url(#g)}</style><rect id="r" class="a" width="4" height="4"/><use xlink:href="#r"/>' +
      '<image href="data:image/png;base64,AAAA"/><filter id="f"><feGaussianBlur stdDeviation="2"/></filter>';
    expect(cleanSvg(`<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "y">${svg(drawing)}`)).toBe(svg(drawing));
  });

  it.each([
    ['a script', '<script>alert(1)</script>'],
    ['HTML within', '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml" onclick="alert(1)">x</p></foreignObject>'],
    ['a handler', '<rect onclick="alert(1)"/>'],
    ['a link that runs', '<a xlink:href="javascript:alert(1)"><rect/></a>'],
    ['a drawing from elsewhere', '<use href="http://evil.test/x.svg#alert"/>'],
    ['a picture from elsewhere', '<image xlink:href="https://evil.test/alert.png"/>'],
    ['a filter that fetches', '<filter><feImage href="http://evil.test/alert"/></filter>'],
    ['a style sheet from elsewhere', '<style>@import url(http://evil.test/alert.css);</style>'],
    ['a hidden fetch in a style', '<rect style="fill:\\75rl(http://evil.test/alert)"/>'],
    ['a fetch in an attribute', '<rect fill="url(http://evil.test/alert)"/>'],
    ['an animation that makes a link run', '<animate attributeName="href" values="javascript:alert(1)"/>'],
    ['an entity', '<text>&alert;</text>'],
  ])('loses %s', (_name, inner) => {
    const cleaned = cleanSvg(svg(inner, ' onload="alert(1)"'));
    expect(cleaned ?? '').not.toMatch(/alert|evil|script/i);
  });

  it.each(['', 'words', '<html><svg/></html>', '<svg xmlns="http://www.w3.org/2000/svg"><g>', '<svg><rect/></svg>'])(
    'is none when it is %j',
    (source) => expect(cleanSvg(source)).toBeUndefined(),
  );
});
