import type { StreamInfo } from '@nats-io/jetstream';

/** Less than the 4 s for which the others wait for a sign of life before they choose another leader. */
const HEARD_WITHIN_MS = 3_000;
const NANOS = 1_000_000;

/**
 * Whether what is said of a stream comes from the one that leads it, so that it is no older than the question. A leader
 * that is cut off from the others goes on answering for 10 s to 12 s as if nothing had happened, and after that as one
 * that knows of no leader; meanwhile the others may have chosen another and stored more. While most of them were heard a
 * moment ago, they cannot have. A server that is alone says nothing of leaders.
 */
export const isSurelyLed = ({ cluster }: Pick<StreamInfo, 'cluster'>): boolean => {
  if (cluster?.name === undefined) return true;
  const others = cluster.replicas ?? [];
  const heard = others.filter(({ active }) => active < HEARD_WITHIN_MS * NANOS);
  return Boolean(cluster.leader) && heard.length * 2 >= others.length;
};
