/** How a page drawn at `wanted` px is shrunk into `room` px; it is never blown up, and never to nothing. */
export const scaleOf = (room: number, wanted: number): number => (room > 0 ? Math.min(1, room / wanted) : 1);

export type Device = 'phone' | 'tablet' | 'desktop';

/** The widths that a page is shown at, in px. */
export const WIDTHS: Record<Device, number> = { phone: 390, tablet: 820, desktop: 1_280 };

/** Between these a width can be dragged, in px. */
const [NARROWEST, WIDEST] = [320, 1_920];

export const clampWidth = (width: number): number => Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));

/** The device that has exactly this width. */
export const deviceOf = (width: number): Device | '' =>
  (['phone', 'tablet', 'desktop'] as const).find((device) => WIDTHS[device] === width) ?? '';

/** What a key on the edge of the page makes of its width; null for one that means nothing there. */
export const keyedWidth = (width: number, key: string): number | null => {
  if (key === 'ArrowLeft') return clampWidth(width - 10);
  if (key === 'ArrowRight') return clampWidth(width + 10);
  if (key === 'Home') return NARROWEST;
  return key === 'End' ? WIDEST : null;
};

export interface Frame {
  /** Size the page is laid out at, px. */
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  /** Width it takes on screen, px. */
  readonly shown: number;
}

/**
 * The frame that fills a stage, for a page of the wanted width in px. On a narrow screen the page has the width it has there, so that a phone shows it as
 * phones do.
 */
export const frameOf = (
  room: { readonly width: number; readonly height: number },
  wanted: number,
  narrow: boolean,
): Frame => {
  const width = narrow ? room.width : wanted;
  const scale = scaleOf(room.width, width);
  return { width, height: Math.ceil(room.height / scale), scale, shown: Math.round(width * scale) };
};

/**
 * What a page of a site may do in our frame. It keeps its own origin only because that is never ours: a frame of our own
 * origin with scripts could undo its sandbox. It opens no window, moves no other and asks nothing in dialogs.
 */
export const sandboxOf = (src: string, own: string): string =>
  URL.parse(src)?.origin === own ? '' : 'allow-scripts allow-forms allow-same-origin';
