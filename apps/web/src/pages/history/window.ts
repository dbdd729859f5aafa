export interface Window {
  readonly from: string;
  readonly to: string;
}

const DAY = 86_400_000;
/** How much of a site's life a narrow ruler shows, in days. */
const DAYS = 5;

/**
 * The days around a moment; null when the whole life fits. The window that is shown stays as long as the moment is not
 * near its edge, so that the picture does not slide away under the hand.
 */
export const windowAround = (time: string, life: Window, shown: Window | null): Window | null => {
  const [begin, now, at] = [Date.parse(life.from), Date.parse(life.to), Date.parse(time)];
  if (now - begin <= DAYS * DAY) return null;
  if (shown !== null && isWellInside(at, shown, life)) return shown;
  const from = Math.min(Math.max(begin, at - (DAYS / 2) * DAY), now - DAYS * DAY);
  return { from: new Date(from).toISOString(), to: new Date(from + DAYS * DAY).toISOString() };
};

const isWellInside = (at: number, shown: Window, life: Window): boolean => {
  const [from, to] = [Date.parse(shown.from), Date.parse(shown.to)];
  const edge = (to - from) / 10;
  const fits = (atEdge: boolean, inside: boolean): boolean => atEdge || inside;
  return (
    at >= from &&
    at <= to &&
    fits(from <= Date.parse(life.from), at >= from + edge) &&
    fits(to >= Date.parse(life.to), at <= to - edge)
  );
};
