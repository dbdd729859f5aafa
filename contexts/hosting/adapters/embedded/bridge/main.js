import { APP_ORIGINS } from './app-origins.js';
import { describe, find, short } from './describe.js';
import { createEdits } from './edits.js';
import { createOverlay } from './overlay.js';
import { createPicker } from './picker.js';
import { followPage } from './page.js';

/**
 * The frame's end of the conversation with the app. It says `here` to whoever frames it; only an origin of the app that
 * answers `hello` hears more, and only that origin is obeyed.
 */
export const begin = (state) => {
  const { parent } = globalThis;
  if (parent === globalThis) return;
  let app = null;
  const post = (message) => app !== null && parent.postMessage({ pagewright: 1, ...message }, app);
  const overlay = createOverlay();
  const edits = createEdits();
  const picker = createPicker({
    overlay,
    onHover: (element) => post({ type: 'hover', tag: element.localName, text: short(element) }),
    onPick: (element) => post({ type: 'picked', ...describe(element, state) }),
    onEnd: () => post({ type: 'ended' }),
  });
  const tellError = (error) =>
    post({ type: 'error', ...error, text: error.text.slice(0, 500), source: error.source.slice(0, 500) });
  const tellPage = () =>
    post({
      type: 'page',
      path: (location.pathname + location.search + location.hash).slice(0, 2_000),
      title: document.title.slice(0, 200),
      file: state.file,
    });

  const orders = {
    hello: ({ scale }) => {
      overlay.scale(scale);
      tellPage();
      state.errors.forEach(tellError);
    },
    ask: () => post({ type: 'alive' }),
    pick: ({ on, keyboard }) => (on ? picker.begin(keyboard) : picker.end()),
    outline: ({ start, end }) => overlay.hold(start === null ? null : find(start, end)),
    edits: ({ list }) => {
      edits.show(list);
      overlay.place();
    },
  };
  addEventListener('message', ({ source, origin, data }) => {
    if (source !== parent || !APP_ORIGINS.includes(origin) || data?.pagewright !== 1) return;
    app = origin;
    if (Object.hasOwn(orders, data.type)) orders[data.type](data);
  });

  state.onError = tellError;
  followPage({
    onPage: tellPage,
    onOutside: (href) => post({ type: 'outside', href: href.slice(0, 2_000) }),
    onForm: () => post({ type: 'form' }),
  });
  // Says nothing but that there is a bridge, so anybody may hear it.
  parent.postMessage({ pagewright: 1, type: 'here' }, '*');
};
