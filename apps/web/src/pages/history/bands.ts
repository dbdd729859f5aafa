import { type Scale, xOf } from './scale.ts';

/** A piece of a band as it is drawn. Dashed is what has not happened yet where one stands. */
export interface BandPiece {
  readonly key: string;
  readonly version: number;
  readonly x: number;
  /** In px; never below 1. */
  readonly width: number;
  readonly ahead: boolean;
  /** What fits into it, or nothing. */
  readonly label: string;
}

interface Band {
  readonly version: number;
  readonly from: string;
  readonly event: string;
}

const GAP = 2;

/**
 * The versions that a pointer showed, cut where one stands: what comes after is ahead. `here` is the time of the moment,
 * null for now.
 */
export const piecesOf = (
  bands: readonly Band[],
  scale: Scale,
  now: number,
  here: number | null,
): readonly BandPiece[] =>
  bands.flatMap((band, index) => {
    const begins = Date.parse(band.from);
    const next = bands[index + 1];
    const ends = next === undefined ? now : Date.parse(next.from);
    const cut = here === null ? ends : Math.min(Math.max(here, begins), ends);
    return [pieceOf(band, scale, begins, cut, false), pieceOf(band, scale, cut, ends, true)].filter(
      (piece) => piece !== null,
    );
  });

const pieceOf = (
  { version, event }: Band,
  scale: Scale,
  from: number,
  to: number,
  ahead: boolean,
): BandPiece | null => {
  const x = Math.max(0, xOf(scale, from));
  const end = Math.min(scale.width, xOf(scale, to));
  if (end <= 0 || x >= scale.width || to <= from) return null;
  const width = Math.max(1, end - x - GAP);
  return { key: `${event} ${ahead}`, version, x, width, ahead, label: labelFor(version, width) };
};

const labelFor = (version: number, width: number): string => {
  if (width > 76) return `Version ${version}`;
  return width > 14 + 8 * String(version).length ? String(version) : '';
};
