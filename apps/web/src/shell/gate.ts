import type { RouteName } from '../router/router.svelte.ts';

type Status = 'starting' | 'in' | 'out' | 'unreachable';
export type Gate = 'wait' | 'access' | 'page' | 'to-log-in' | 'to-next';

/** Who may see which page: the doors to get in are for those outside, everything else for those inside. */
export const gateOf = (status: Status, route: RouteName | null): Gate => {
  const isDoor = route === 'log-in' || route === 'register';
  if (status === 'starting' || status === 'unreachable') return 'wait';
  if (status === 'out') return isDoor ? 'access' : 'to-log-in';
  return isDoor ? 'to-next' : 'page';
};
