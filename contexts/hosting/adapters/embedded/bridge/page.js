/** Tells where the page is, and keeps what leads out of the site, or sends something, from happening in the frame. */
export const followPage = ({ onPage, onOutside, onForm }) => {
  addEventListener('popstate', onPage);
  addEventListener('hashchange', onPage);
  for (const name of ['pushState', 'replaceState']) {
    const original = history[name];
    history[name] = function told(...values) {
      original.apply(this, values);
      onPage();
    };
  }
  new MutationObserver(onPage).observe(document.querySelector('title') ?? document.head, {
    childList: true,
    characterData: true,
    subtree: true,
  });

  addEventListener('click', (event) => {
    const link = event.defaultPrevented ? null : event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link?.href || link.hasAttribute('download')) return;
    const { origin, protocol } = new URL(link.href);
    if (origin === location.origin) {
      // A new window cannot be opened from the frame.
      if (link.target !== '' && link.target !== '_self') {
        event.preventDefault();
        location.assign(link.href);
      }
      return;
    }
    if (protocol === 'javascript:') return;
    event.preventDefault();
    onOutside(link.href);
  });
  addEventListener('submit', (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    onForm();
  });
};
