import type { RouteName } from '../router/router.svelte.ts';
import { loadSitePage } from '../site/page-loaders.ts';

/** The pages, each a script of its own; a second call gives the same module. */
export const load = {
  access: () => import('../pages/access/AccessPage.svelte'),
  start: () => import('../pages/start/StartPage.svelte'),
  sites: () => import('../pages/sites/SitesPage.svelte'),
  components: () => import('../pages/components/ComponentsPage.svelte'),
  system: () => import('../pages/system/SystemPage.svelte'),
  palette: () => import('./palette/Palette.svelte'),
  shortcuts: () => import('./palette/Shortcuts.svelte'),
  site: () => import('../site/SiteShell.svelte'),
  ...loadSitePage,
};

/** Fetches what a route will need while the session is still being asked for. A failure shows where it is awaited. */
export const preload = (route: RouteName | null): void => {
  if (route === null) return;
  const isDoor = route === 'log-in' || route === 'register';
  const isOfSite = route === 'chat' || route === 'versions' || route === 'history';
  const parts: (() => Promise<unknown>)[] = [isDoor ? load.access : load[route], ...(isOfSite ? [load.site] : [])];
  for (const part of parts) void part().catch(() => undefined);
};
