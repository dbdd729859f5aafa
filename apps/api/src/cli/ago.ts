/** How long ago, for people: `12 s`, `4 min`, `3 h`, `2 d`. */
export const ago = (time: string | Date, now = Date.now()): string => {
  const seconds = Math.max(0, Math.round((now - new Date(time).getTime()) / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
};
