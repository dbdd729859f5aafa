import { matchRoute, placeOf, type Match, type Place } from './match.ts';

export type RouteName =
  'start' | 'sites' | 'components' | 'system' | 'chat' | 'versions' | 'history' | 'log-in' | 'register';

const routes: readonly (readonly [string, RouteName])[] = [
  ['/', 'start'],
  ['/sites', 'sites'],
  ['/components', 'components'],
  ['/system', 'system'],
  ['/sites/:site', 'chat'],
  ['/sites/:site/versions', 'versions'],
  ['/sites/:site/history', 'history'],
  ['/log-in', 'log-in'],
  ['/register', 'register'],
];

/** The address bar as state. Plain links work: a click on one of ours is taken over, all others are the browser's. */
class Router {
  place = $state.raw<Place>(placeOf(new URL(location.href)));
  readonly match: Match<RouteName> | null = $derived(matchRoute(routes, this.place.path));

  /** Call once; answers with the way to stop. */
  start(): () => void {
    const onPop = (): void => void (this.place = placeOf(new URL(location.href)));
    const onClick = (event: MouseEvent): void => this.#take(event);
    addEventListener('popstate', onPop);
    document.addEventListener('click', onClick);
    return () => {
      removeEventListener('popstate', onPop);
      document.removeEventListener('click', onClick);
    };
  }

  go(to: string, { replace = false } = {}): void {
    const url = new URL(to, location.href);
    if (url.href === location.href) return;
    if (replace) history.replaceState(null, '', url);
    else history.pushState(null, '', url);
    this.place = placeOf(url);
  }

  /** Changes one word of the query and leaves the page where it is. */
  query(name: string, value: string | null, { replace = false } = {}): void {
    const url = new URL(location.href);
    if (value === null || value === '') url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    this.go(url.href, { replace });
  }

  #take(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link?.href || link.target !== '' || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.hash !== '' || matchRoute(routes, url.pathname) === null) return;
    event.preventDefault();
    this.go(url.href);
  }
}

export const router = new Router();

export const pathTo = {
  chat: (site: string, version?: number) =>
    `/sites/${encodeURIComponent(site)}${version === undefined ? '' : `?version=${version}`}`,
  versions: (site: string, version?: number) =>
    `/sites/${encodeURIComponent(site)}/versions${version === undefined ? '' : `?version=${version}`}`,
  /** `event` names the moment: the site as it was right after it. */
  history: (site: string, event?: string) =>
    `/sites/${encodeURIComponent(site)}/history${event === undefined ? '' : `?event=${encodeURIComponent(event)}`}`,
};
