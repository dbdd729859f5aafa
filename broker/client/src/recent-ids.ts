export interface RecentIds {
  has(id: string): boolean;
  add(id: string): void;
}

/** Of the ids that were added, so many of the last. */
export const recentIds = (capacity: number): RecentIds => {
  const ids = new Set<string>();
  return {
    has: (id) => ids.has(id),
    add: (id) => {
      ids.add(id);
      if (ids.size <= capacity) return;
      // A set keeps the order in which its members came.
      for (const oldest of ids) {
        ids.delete(oldest);
        return;
      }
    },
  };
};
