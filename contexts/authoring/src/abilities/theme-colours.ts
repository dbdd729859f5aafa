import { mix, type Hsl, type Rgb } from '../css/colour.ts';

export type Theme = 'dark' | 'light' | 'warm';

/** Grounds, lines and words nearer to white than this are light, nearer to black than that are dark. */
const [lightest, darkest] = [0.8, 0.45];
const night: Rgb = [18, 20, 23];
const chalk: Rgb = [236, 236, 232];
const white: Rgb = [255, 255, 255];
const ink: Rgb = [33, 37, 41];
const cream: Rgb = [253, 246, 236];

const isWords = (property: string): boolean => /^(?:color|fill)$/.test(property);
const isGround = (property: string): boolean => /^background(?:-color)?$/.test(property);
const isLine = (property: string): boolean => /^border(?:-(?:top|right|bottom|left))?-color$/.test(property);

/** The colours of each look; what is coloured keeps its hue, what is neither light nor dark stays as it is. */
export const themes = {
  ground: {
    dark: { background: '#121417', text: '#ecece8' },
    light: { background: '#ffffff', text: '#212529' },
    warm: { background: '#fdf6ec', text: '#3b2f24' },
  },

  colour: (theme: Theme, property: string, { lightness, saturation }: Hsl, rgb: Rgb): Rgb | undefined => {
    if (theme === 'warm')
      return isGround(property) && lightness > 0.93 && saturation < 0.35 ? mix(cream, rgb, 0.15) : undefined;
    const dark = theme === 'dark';
    if (isGround(property) || isLine(property)) {
      const turns = dark ? lightness > lightest : lightness < 0.25;
      // The lighter of two light grounds becomes the darker of two dark ones, as paper lies under a card.
      const share = isLine(property) ? 0.2 : (dark ? 1 - lightness : lightness) * 0.6;
      return turns ? mix(dark ? night : white, dark ? chalk : ink, Math.min(0.25, share)) : undefined;
    }
    if (!isWords(property)) return undefined;
    const turns = dark ? lightness < darkest : lightness > lightest;
    if (!turns) return undefined;
    return mix(rgb, dark ? chalk : ink, saturation > 0.4 ? 0.55 : 0.9);
  },
} as const;
