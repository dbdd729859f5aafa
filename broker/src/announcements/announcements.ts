import type { NatsConnection } from '@nats-io/transport-node';
import { type Announcements, position } from '@pagewright/kernel';
import { COMMITTED_FILTER, committedSubject } from '../subjects.ts';

/**
 * Plain messages, at most once; nothing is kept. This process itself is told at once, and again when its own word comes
 * back.
 */
export const createAnnouncements = (nc: NatsConnection): Announcements => {
  const here = new Set<Listener>();
  return {
    committed: (projection, at) => {
      const subject = committedSubject(projection);
      for (const listener of here) queueMicrotask(() => listener(projection, at));
      // Best effort: on a closed connection there is nobody to tell.
      if (!nc.isClosed() && !nc.isDraining()) nc.publish(subject, String(at));
    },
    onCommitted: (listener) => {
      here.add(listener);
      const subscription = nc.subscribe(COMMITTED_FILTER, {
        callback: (error, message) => {
          if (error) return;
          const [, , projection = ''] = message.subject.split('.');
          const at = Number(message.string());
          if (Number.isSafeInteger(at) && at >= 0) listener(projection, position(at));
        },
      });
      return () => {
        here.delete(listener);
        subscription.unsubscribe();
      };
    },
  };
};

type Listener = Parameters<Announcements['onCommitted']>[0];
