import type { StoredMessage } from './direct-get.ts';

/** Whether a key holds a value; otherwise its newest message is the mark of a removal or of its expiry. */
export const isLive = ({ headers }: Pick<StoredMessage, 'headers'>): boolean =>
  !headers?.get('KV-Operation') && !headers?.get('Nats-Marker-Reason');
