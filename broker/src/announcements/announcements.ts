import type { NatsConnection } from '@nats-io/transport-node';
import { type Announcements, position } from '@pagewright/kernel';
import { COMMITTED_FILTER, committedSubject } from '../subjects.ts';

/** Plain messages, at most once, also to this process itself; nothing is kept. */
export const createAnnouncements = (nc: NatsConnection): Announcements => ({
  committed: (projection, at) => {
    // Best effort: on a closed connection there is nobody to tell.
    if (!nc.isClosed() && !nc.isDraining()) nc.publish(committedSubject(projection), String(at));
  },
  onCommitted: (listener) => {
    const subscription = nc.subscribe(COMMITTED_FILTER, {
      callback: (error, message) => {
        if (error) return;
        const [, , projection = ''] = message.subject.split('.');
        const at = Number(message.string());
        if (Number.isSafeInteger(at) && at >= 0) listener(projection, position(at));
      },
    });
    return () => subscription.unsubscribe();
  },
});
