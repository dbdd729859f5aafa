/** A piece of time laid on a line of pixels. */
export interface Scale {
  /** Milliseconds of the epoch. */
  readonly from: number;
  readonly to: number;
  /** In px. */
  readonly width: number;
}

export interface Tick {
  readonly at: number;
  /** Empty for a tick between two that are named. */
  readonly label: string;
}

export const xOf = ({ from, to, width }: Scale, time: number): number => ((time - from) / (to - from)) * width;
export const timeAt = ({ from, to, width }: Scale, x: number): number => from + (x / width) * (to - from);

/** The scale with a little room, so that the first event does not stand on the edge; never shorter than a minute. */
export const scaleOver = (first: number, now: number, width: number): Scale => {
  const room = Math.max(60_000, now - first);
  const step = stepFor({ from: first, to: first + room, width });
  return { from: step.floor(first), to: Math.max(now, first + room), width };
};

/** Ticks at round local times, so that two of them are never closer than a label is wide. */
export const ticksOf = (scale: Scale): readonly Tick[] => {
  const step = stepFor(scale);
  const ticks: Tick[] = [];
  let before: Date | null = null;
  for (let at = step.floor(scale.from); at <= scale.to && ticks.length < 200; at = step.next(at)) {
    if (at < scale.from) continue;
    const day = new Date(at);
    ticks.push({ at, label: step.label(day, before) });
    before = day;
  }
  return ticks;
};

interface Step {
  /** Shortest length, in milliseconds. */
  readonly ms: number;
  readonly floor: (at: number) => number;
  readonly next: (at: number) => number;
  readonly label: (at: Date, before: Date | null) => string;
}

/** Room for a label, in px. */
const ROOM = 56;
const stepFor = ({ from, to, width }: Scale): Step => {
  const least = ((to - from) / Math.max(1, width)) * ROOM;
  return STEPS.find(({ ms }) => ms >= least) ?? (STEPS.at(-1) as Step);
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'short' });
const monthAndYear = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' });

const midnight = (at: number): Date => new Date(new Date(at).setHours(0, 0, 0, 0));

/** Hours and less are counted from midnight, so that they are round where clocks are set by half an hour too. */
const withinDay = (ms: number): Step => ({
  ms,
  floor: (at) => midnight(at).getTime() + Math.floor((at - midnight(at).getTime()) / ms) * ms,
  next: (at) => at + ms,
  label: (at, before) => {
    if (before === null || at.getDate() !== before.getDate())
      if (at.getHours() === 0 && at.getMinutes() === 0) return dayAndMonth.format(at);
    return (ms < MINUTE ? seconds : clock).format(at);
  },
});

const daily = (count: number): Step => ({
  ms: count * DAY,
  floor: (at) => midnight(at).getTime(),
  next: (at) => new Date(at).setDate(new Date(at).getDate() + count),
  label: (at, before) =>
    before === null || at.getMonth() !== before.getMonth() ? dayAndMonth.format(at) : String(at.getDate()),
});

const monthly = (count: number): Step => ({
  ms: count * 28 * DAY,
  floor: (at) => new Date(new Date(at).getFullYear(), new Date(at).getMonth(), 1).getTime(),
  next: (at) => new Date(at).setMonth(new Date(at).getMonth() + count),
  label: (at, before) =>
    before === null || at.getFullYear() !== before.getFullYear() ? monthAndYear.format(at) : month.format(at),
});

const STEPS: readonly Step[] = [
  ...[5, 15, 30].map((count) => withinDay(count * SECOND)),
  ...[1, 5, 15, 30].map((count) => withinDay(count * MINUTE)),
  ...[1, 3, 6, 12].map((count) => withinDay(count * HOUR)),
  ...[1, 2, 4, 7].map(daily),
  ...[1, 3, 6, 12].map(monthly),
];
