import { markOf } from './describe.js';

const SWALLOWED = [
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'dblclick',
  'contextmenu',
  'touchstart',
  'touchend',
];

/**
 * *Off*: the page has all events. *On*: pointer and keys choose an element and the page gets none of them, until
 * Escape, or until the app ends it. Picking does not end it: several elements can be picked in a row.
 */
export const createPicker = ({ overlay, onHover, onPick, onEnd }) => {
  let on = false;
  let current = null;

  const choose = (element) => {
    if (element === null || element === current) return;
    current = element;
    overlay.hover(element);
    onHover(element);
  };
  const swallow = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const move = (event) => {
    event.stopImmediatePropagation();
    const [target] = event.composedPath();
    if (target instanceof Element && target !== overlay.host) choose(target);
  };
  const click = (event) => {
    swallow(event);
    const [target] = event.composedPath();
    if (!(target instanceof Element)) return;
    choose(target);
    onPick(target);
  };
  const step = (element) => {
    if (element === null) return;
    element.scrollIntoView({ block: 'nearest' });
    choose(element);
  };
  const key = (event) => {
    const name = event.key === 'Tab' && event.shiftKey ? 'ArrowUp' : (NAMES[event.key] ?? event.key);
    if (!Object.hasOwn(KEYS, name)) return;
    swallow(event);
    KEYS[name]();
  };
  const KEYS = {
    ArrowDown: () => step(neighbour(current, 1)),
    ArrowUp: () => step(neighbour(current, -1)),
    ArrowLeft: () => step(current?.parentElement?.closest('[data-pw]') ?? null),
    ArrowRight: () => step(current?.querySelector('[data-pw]') ?? null),
    Enter: () => current && onPick(current),
    Escape: () => {
      end();
      onEnd();
    },
  };
  const listeners = [
    ...SWALLOWED.map((name) => [name, swallow]),
    ['pointermove', move],
    ['mousemove', move],
    ['click', click],
    ['keydown', key],
  ];

  const begin = (keyboard) => {
    if (!on)
      for (const [name, listener] of listeners) addEventListener(name, listener, { capture: true, passive: false });
    on = true;
    if (keyboard) step(neighbour(null, 1));
  };
  const end = () => {
    for (const [name, listener] of listeners) removeEventListener(name, listener, { capture: true });
    on = false;
    current = null;
    overlay.hover(null);
  };
  return { begin, end };
};

const NAMES = { Tab: 'ArrowDown', ' ': 'Enter' };

/** The element before or after in the order of the page, among those that are seen and written in the file. */
const neighbour = (element, way) => {
  const all = [...document.body.querySelectorAll('[data-pw]')].filter((one) => markOf(one) && one.checkVisibility());
  if (all.length === 0) return null;
  const at = element === null ? -1 : all.indexOf(element);
  return all[(at + way + all.length) % all.length] ?? null;
};
