/** Moments in words. All take the present as a parameter, so that one clock moves a whole page. */
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const toTheSecond = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium' });
const longDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** "now", "4 min ago", "2 h ago", "yesterday", "12 Nov", "12 Nov 2025". A clock that runs behind gives "now". */
export const ago = (iso: string, now: number): string => {
  const at = Date.parse(iso);
  const age = now - at;
  if (age < 45_000) return 'now';
  if (age < HOUR) return `${Math.max(1, Math.round(age / MINUTE))} min ago`;
  const days = calendarDaysBetween(at, now);
  if (days === 0) return `${Math.round(age / HOUR)} h ago`;
  return days === 1 ? 'yesterday' : dateOf(at, now);
};

/** "14:03" today, else "12 Nov" or "12 Nov 2025": the short form for a row. */
export const stamp = (iso: string, now: number): string => {
  const at = Date.parse(iso);
  return calendarDaysBetween(at, now) === 0 ? clock.format(at) : dateOf(at, now);
};

/** "14:03" */
export const timeOfDay = (iso: string): string => clock.format(Date.parse(iso));

/** "14:03:12" */
export const clockOf = (iso: string): string => toTheSecond.format(Date.parse(iso));

/** "4 November, 09:31": a moment that is looked at. */
export const moment = (iso: string, now: number): string => {
  const at = Date.parse(iso);
  if (calendarDaysBetween(at, now) === 0) return `today, ${clock.format(at)}`;
  return `${longDay.format(at)}${sameYear(at, now) ? '' : ` ${new Date(at).getFullYear()}`}, ${clock.format(at)}`;
};

/** The whole moment, for a title. */
export const inFull = (iso: string): string => full.format(Date.parse(iso));

/** "Today", "Yesterday", "Last week", "Earlier": headings of a list that runs newest first. */
export const period = (iso: string, now: number): string => {
  const days = calendarDaysBetween(Date.parse(iso), now);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days < 8 ? 'This past week' : 'Earlier';
};

/** "41 s", "1 min 22 s", "1 h 4 min": how long something took, from milliseconds. */
export const span = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** "0:48", "12:05": a clock that runs, from milliseconds. */
export const running = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

const dateOf = (at: number, now: number): string => (sameYear(at, now) ? day : dayAndYear).format(at);
const sameYear = (at: number, now: number): boolean => new Date(at).getFullYear() === new Date(now).getFullYear();
const calendarDaysBetween = (at: number, now: number): number =>
  Math.round((midnight(now) - midnight(at)) / 86_400_000);
const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
