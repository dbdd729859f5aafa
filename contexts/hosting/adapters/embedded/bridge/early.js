/**
 * Runs before every script of the page: notes what goes wrong and who makes elements, then loads the rest. Nothing here
 * is trusted by the app: a page may call, change or imitate all of it.
 */
(() => {
  const MOST_ERRORS = 50;
  const { currentScript } = document;
  const state = {
    file: currentScript?.dataset.file ?? '',
    errors: [],
    /** Told of each error once somebody listens. */
    onError: null,
    /** Elements that a script made, and elements that a script filled, with an Error of that moment for its stack. */
    made: new WeakMap(),
    filled: new WeakMap(),
  };
  currentScript?.remove();

  let noted = 0;
  const note = (error) => {
    noted += 1;
    if (noted > MOST_ERRORS) return;
    state.errors.push(error);
    state.onError?.(error);
  };
  addEventListener(
    'error',
    (event) => {
      const { target } = event;
      if (target instanceof Element) {
        const source = target.getAttribute('src') ?? target.getAttribute('href') ?? '';
        if (source !== '') note({ kind: 'load', text: target.localName, source, line: 0 });
        return;
      }
      note({ kind: 'error', text: event.message, source: event.filename, line: event.lineno });
    },
    true,
  );
  addEventListener('unhandledrejection', ({ reason }) =>
    note({ kind: 'error', text: wordsOf(reason), source: '', line: 0 }),
  );
  const { error: consoleError } = console;
  // A page that writes to its console is listened to, and written through.
  // oxlint-disable-next-line no-console
  console.error = (...values) => {
    note({ kind: 'console', text: values.map(wordsOf).join(' '), source: '', line: 0 });
    consoleError.apply(console, values);
  };

  const watch = (owner, name, remember) => {
    const original = owner[name];
    owner[name] = function watched(...values) {
      const result = original.apply(this, values);
      remember(this, result, new Error());
      return result;
    };
  };
  const makes = (_self, element, error) => element && state.made.set(element, error);
  const fills = (element, _result, error) => state.filled.set(element, error);
  watch(Document.prototype, 'createElement', makes);
  watch(Document.prototype, 'createElementNS', makes);
  watch(Document.prototype, 'importNode', makesAll);
  watch(Node.prototype, 'cloneNode', makesAll);
  watch(Element.prototype, 'insertAdjacentHTML', (element, _result, error) => {
    fills(element, null, error);
    if (element.parentElement) fills(element.parentElement, null, error);
  });
  const { set, ...innerHtml } = Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML');
  Object.defineProperty(Element.prototype, 'innerHTML', {
    ...innerHtml,
    set(html) {
      set.call(this, html);
      fills(this, null, new Error());
    },
  });

  /** A clone of a fragment goes into the page without its root. */
  function makesAll(_self, node, error) {
    if (node instanceof Element) state.made.set(node, error);
    else if (node instanceof DocumentFragment) for (const child of node.children) state.made.set(child, error);
  }

  function wordsOf(value) {
    try {
      if (value instanceof Error) return `${value.name}: ${value.message}`;
      return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
    } catch {
      return 'a value that cannot be shown';
    }
  }

  import('/.pagewright/bridge/main.js').then(({ begin }) => begin(state));
})();
