import type { Announcements, Position } from '@pagewright/kernel';
import { committedSubject } from '../subjects.ts';

export const createMemoryAnnouncements = (): Announcements => {
  const listeners = new Set<(projection: string, position: Position) => void>();
  return {
    committed: (projection, position) => {
      committedSubject(projection);
      for (const listener of listeners) queueMicrotask(() => listener(projection, position));
    },
    onCommitted: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
