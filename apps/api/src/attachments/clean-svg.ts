import createDOMPurify, { type WindowLike } from 'dompurify';
import { JSDOM } from 'jsdom';

const SVG = 'http://www.w3.org/2000/svg';
/** Of its own parts, or a picture within: nothing that is fetched from elsewhere. */
const OWN = /^\s*(#|data:image\/(png|jpeg|gif|webp|avif);base64,)/i;
const FETCHES = /@import|url\(\s*(?!['"]?#)|image-set\(|expression\(|javascript:/i;

/**
 * The drawing without what could run, speak HTML or fetch: script, handlers, foreignObject, references to elsewhere.
 * Undefined when it is no SVG.
 */
export const cleanSvg = (source: string): string | undefined => {
  const { window } = new JSDOM('');
  const purify = createDOMPurify(window as unknown as WindowLike);
  purify.addHook('uponSanitizeAttribute', (_element, attribute) => {
    const { attrName: name, attrValue: value } = attribute;
    if (name === 'href' || name === 'xlink:href') attribute.keepAttr = OWN.test(value);
    else if (FETCHES.test(unescaped(value))) attribute.keepAttr = false;
  });
  purify.addHook('uponSanitizeElement', (element, { tagName }) => {
    if (tagName === 'style' && FETCHES.test(unescaped(element.textContent ?? ''))) element.textContent = '';
  });
  const parsed = new window.DOMParser().parseFromString(withoutDoctype(source), 'image/svg+xml');
  const { documentElement: root } = parsed;
  if (root.localName !== 'svg' || root.namespaceURI !== SVG || parsed.querySelector('parsererror')) return undefined;
  purify.sanitize(root, {
    IN_PLACE: true,
    USE_PROFILES: { svg: true, svgFilters: true },
    // Left out of the profile because it can name other documents, which the hook above does not let it.
    ADD_TAGS: ['use'],
    ADD_ATTR: ['href', 'xlink:href'],
    FORBID_TAGS: ['foreignObject', 'script', 'a'],
  });
  return new window.XMLSerializer().serializeToString(root);
};

/** Nobody needs a DTD, and its entities are one more language to be careful with. */
const withoutDoctype = (source: string): string => source.replace(/<!DOCTYPE[^[>]*(\[[^\]]*\])?[^>]*>/i, '').trim();

/** CSS escapes hide words from a search: `\75rl(` is `url(`. */
const unescaped = (css: string): string =>
  css
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\\([0-9a-f]{1,6})\s?/gi, (_whole, hex: string) =>
      String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10_ff_ff)),
    )
    .replaceAll(/\\(.)/g, '$1');
