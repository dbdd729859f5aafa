/** `rgb(…)` as browsers compute it, as `#rrggbb`; null for what is see-through or not so written. */
export const hexOf = (computed: string): string | null => {
  if (/^#[0-9a-f]{6}$/i.test(computed)) return computed.toLowerCase();
  const [, red, green, blue, alpha] = /^rgba?\((\d{1,3}), (\d{1,3}), (\d{1,3})(?:, ([\d.]+))?\)$/.exec(computed) ?? [];
  if (red === undefined || Number(alpha ?? 1) === 0) return null;
  return `#${[red, green, blue].map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
};

const LENGTH = String.raw`-?\d{1,4}(?:\.\d{1,3})?(?:px|rem|em|%)|0|auto`;
const SPACING = new RegExp(`^(?:${LENGTH})(?: (?:${LENGTH})){0,3}$`);
const SIZE = /^\d{1,4}(?:\.\d{1,3})?(?:px|rem|em|%)$/;

/** What a person typed for a size or a space, as CSS: a bare number is pixels. Null for what is none. */
export const lengthsOf = (typed: string, property: 'font-size' | 'padding' | 'margin'): string | null => {
  const value = typed
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .map((part) => (/^-?\d+(?:\.\d+)?$/.test(part) && Number(part) !== 0 ? `${part}px` : part))
    .join(' ');
  if (property === 'font-size') return SIZE.test(value) ? value : null;
  if (!SPACING.test(value)) return null;
  return property === 'padding' && /-|auto/.test(value) ? null : value;
};
