/** Moments of the past in words, in local time. */
const long = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const withYear = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const short = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayOnly = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** "Thursday 12 November, 16:42"; with its year when that is not this one. */
export const longMoment = (iso: string, now: number): string => {
  const at = new Date(iso);
  const day = at.getFullYear() === new Date(now).getFullYear() ? long : withYear;
  return `${day.format(at).replace(',', '')}, ${clock.format(at)}`;
};

/** "Thu 12 Nov, 16:42" */
export const shortMoment = (iso: string): string => {
  const at = new Date(iso);
  return `${short.format(at).replace(',', '')}, ${clock.format(at)}`;
};

/** "12 Nov" */
export const shortDay = (iso: string): string => dayOnly.format(new Date(iso));

export const isSameDay = (a: string, b: string): boolean => new Date(a).toDateString() === new Date(b).toDateString();

/** "+184 ms", "+1.2 s", "+3 min", "+2 h", "+4 days": how long after something. */
export const after = (ms: number): string => {
  if (ms < 1_000) return `+${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `+${(ms / 1_000).toFixed(1)} s`;
  return `+${rough(ms)}`;
};

/** "184 ms", "3 s", "3 min", "2 h 5 min", "3 days, 2 h" */
export const duration = (ms: number): string => {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const rest = hours % 24;
  return rest === 0 ? days(Math.floor(hours / 24)) : `${days(Math.floor(hours / 24))}, ${rest} h`;
};

const rough = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 24 ? `${hours} h` : days(Math.round(hours / 24));
};

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);
