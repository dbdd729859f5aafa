const MINUTE = 60_000;

interface Look {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Where the log ended. */
  readonly last: number;
}

/** Events in each of the last whole minutes that the looks reach back over, at most so many, oldest first. */
export const eventsPerMinute = (looks: readonly Look[], now: number, most: number): readonly number[] => {
  const first = looks[0];
  if (!first) return [];
  const minutes = Math.min(most, Math.floor((now - first.at) / MINUTE));
  const endAt = (at: number): number => looks.findLast((look) => look.at <= at)?.last ?? first.last;
  return Array.from({ length: minutes }, (_, index) => {
    const from = now - (minutes - index) * MINUTE;
    // A log that was restored is shorter than it was.
    return Math.max(0, endAt(from + MINUTE) - endAt(from));
  });
};
