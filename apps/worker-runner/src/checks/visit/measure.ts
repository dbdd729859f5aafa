/**
 * Runs in the page, in a world of its own that the page's scripts cannot reach; it sees the document as it is drawn.
 * Written as text, since it belongs to the browser and not to this program.
 */
export const MEASURE_IMAGES = `(() => [...document.images]
  .filter((image) => !image.hasAttribute('alt') && image.getAttribute('role') !== 'presentation'
    && image.getAttribute('aria-hidden') !== 'true' && !image.hasAttribute('aria-label') && !image.hasAttribute('aria-labelledby'))
  .slice(0, 50)
  .map((image) => (image.getAttribute('src') || 'an image without a source').slice(0, 200)))()`;

/** How wide the page is when it is wider than its window, and what sticks out most; null when it fits or hides the rest. */
export const MEASURE_WIDTH = `(() => {
  const root = document.scrollingElement || document.documentElement;
  const hidden = [document.documentElement, document.body]
    .some((element) => element && ['hidden', 'clip'].includes(getComputedStyle(element).overflowX));
  if (hidden || root.scrollWidth <= innerWidth + 1) return null;
  const name = (element) => element.tagName.toLowerCase() + (element.id ? '#' + element.id : '')
    + (typeof element.className === 'string' && element.className.trim() ? '.' + element.className.trim().split(/\\s+/)[0] : '');
  let culprit = null;
  for (const element of [...document.body.querySelectorAll('*')].slice(0, 5000)) {
    const { right, width } = element.getBoundingClientRect();
    if (width > 0 && right > innerWidth + 1 && (!culprit || right > culprit.right)) culprit = { right, name: name(element) };
  }
  return { width: root.scrollWidth, culprit: (culprit ? culprit.name : 'the page').slice(0, 120) };
})()`;

/** Serious and critical violations of WCAG 2.2 A and AA; pictures without alternatives are counted by ourselves. */
export const MEASURE_BARRIERS = `axe.run(document, {
  iframes: false, resultTypes: ['violations'], elementRef: false,
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], rules: { 'image-alt': { enabled: false } },
}).then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .slice(0, 20)
  .map(({ id, help, nodes }) => ({ rule: id, help: help.slice(0, 200), count: nodes.length,
    example: String(nodes[0] ? nodes[0].target.join(' ') : '').slice(0, 120) })))`;
