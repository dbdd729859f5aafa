import type { Metrics } from '@pagewright/kernel/adapters/telemetry';

/** What the HTTP edge counts besides its requests. */
export interface EdgeMeters {
  /** A problem that somebody was answered with. */
  problem(problem: { readonly status: number; readonly code: string }): void;
  socketOpened(): void;
  /** Sockets that are open now. */
  openSockets(): number;
  /** With the close code of the WebSocket protocol, or of ours (contract/live.ts). */
  socketClosed(code: number): void;
}

const UNAUTHENTICATED = 4401;
const KNOWN_CLOSE = new Set([1000, 1001, 1005, 1006, 1008, 1009, 1012, 4400, UNAUTHENTICATED, 4408, 4429]);

export const createEdgeMeters = (metrics: Metrics): EdgeMeters => {
  const denied = metrics.counter('pagewright_auth_failures_total', 'Requests and sockets that were not let in', [
    'code',
  ]);
  const open = metrics.gauge('pagewright_websocket_connections', 'WebSocket connections that are open', []);
  const closed = metrics.counter('pagewright_websocket_closed_total', 'WebSocket connections that ended', ['code']);
  open.set({}, 0);
  let openNow = 0;
  return {
    problem: ({ status, code }) => {
      if (status === 401 || status === 403) denied.add({ code });
    },
    socketOpened: () => {
      openNow += 1;
      open.add({}, 1);
    },
    openSockets: () => openNow,
    socketClosed: (code) => {
      openNow -= 1;
      open.add({}, -1);
      // Anybody may close with any of a thousand codes.
      closed.add({ code: KNOWN_CLOSE.has(code) ? String(code) : 'other' });
      if (code === UNAUTHENTICATED) denied.add({ code: 'socket' });
    },
  };
};
