const STYLE = `
:host { all: initial !important; position: fixed !important; inset: 0 !important; z-index: 2147483647 !important;
  pointer-events: none !important }
div { position: fixed; display: none; box-sizing: border-box; border: calc(2px / var(--scale, 1)) solid #2350BE;
  background: rgb(35 80 190 / .08) }
.held { background: none; border-style: dashed }
span { position: absolute; left: calc(-2px / var(--scale, 1)); bottom: 100%; padding: 0 .5em; background: #2350BE;
  color: #fff; font: 600 calc(12px / var(--scale, 1))/1.6 system-ui, sans-serif; white-space: nowrap }
.inside span { top: 0; bottom: auto }
`;

/** Outlines over the page, in a tree of their own that the page's styles do not reach. */
export const createOverlay = () => {
  const host = document.createElement('pagewright-overlay');
  const root = host.attachShadow({ mode: 'closed' });
  const style = document.createElement('style');
  style.textContent = STYLE;
  const [hover, held] = ['hover', 'held'].map((name) => {
    const box = document.createElement('div');
    box.className = name;
    box.append(document.createElement('span'));
    return { box, name, element: null };
  });
  root.append(style, hover.box, held.box);

  const draw = ({ box, name, element }) => {
    box.style.display = element?.isConnected ? 'block' : 'none';
    if (!element) return;
    const { left, top, width, height } = element.getBoundingClientRect();
    Object.assign(box.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    box.className = `${name}${top < 24 ? ' inside' : ''}`;
    box.firstChild.textContent = element.localName;
  };
  const place = () => {
    draw(hover);
    draw(held);
  };
  const show = (which, element) => {
    which.element = element;
    if (element && !host.isConnected) document.documentElement.append(host);
    if (hover.element === null && held.element === null) host.remove();
    place();
  };
  addEventListener('scroll', place, { capture: true, passive: true });
  addEventListener('resize', place);
  return {
    host,
    place,
    /** How much the app shrinks the page: lines and labels keep their size on the screen. */
    scale: (scale) => host.style.setProperty('--scale', String(scale)),
    hover: (element) => show(hover, element),
    hold: (element) => show(held, element),
  };
};
