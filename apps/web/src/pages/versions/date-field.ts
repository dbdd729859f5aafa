/** What a field of type `datetime-local` holds, "2026-03-03T14:00", in the time of whoever looks at it. */
export const asField = (at: number): string => {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
};

/** The moment in such a field, in UTC; null while it is not filled in. */
export const fromField = (text: string): string | null => {
  const at = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d/.test(text) ? new Date(text).getTime() : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
};

const DAYS = { day: 1, week: 7, month: 30 } as const;

export const earlier = (now: number, by: keyof typeof DAYS): number => now - DAYS[by] * 86_400_000;
