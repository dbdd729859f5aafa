import type { Ruler } from '../../api/types.ts';

export type Bucket = Ruler['buckets'][number];

const DAY = 86_400_000;

/** The newest event at or before a moment, as finely as the ruler is cut; the first one for what came before it. */
export const bucketAt = (buckets: readonly Bucket[], time: number): Bucket | null =>
  buckets.findLast((bucket) => Date.parse(bucket.time) <= time) ?? buckets[0] ?? null;

/** Where a key leads from an event: to another number, to the end of what happened, or nowhere. */
export type Leap = { readonly to: 'number'; readonly number: number } | { readonly to: 'now' } | null;

/**
 * Keys of the slider: an arrow is one event, with Shift, or Page up and down, a day; Home is the first event and End is
 * now. A day without an event still leads one event on, so that no key is dead.
 */
export const leapOf = (
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  from: { readonly number: number; readonly time: string },
  ruler: Pick<Ruler, 'total' | 'buckets'>,
): Leap => {
  const step = STEPS[key];
  if (key === 'Home') return { to: 'number', number: 1 };
  if (key === 'End') return { to: 'now' };
  if (step === undefined) return null;
  const ahead = step > 0;
  const byDay = shiftKey || key.startsWith('Page');
  const near = byDay ? bucketAt(ruler.buckets, Date.parse(from.time) + step * DAY)?.number : undefined;
  const one = from.number + step;
  const number = near === undefined ? one : ahead ? Math.max(one, near) : Math.min(one, near);
  if (number > ruler.total) return { to: 'now' };
  return { to: 'number', number: Math.max(1, number) };
};

const STEPS: Readonly<Record<string, 1 | -1>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 1,
  PageDown: -1,
};
