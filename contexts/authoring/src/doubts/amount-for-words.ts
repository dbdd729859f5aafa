import { amountKinds } from '../understanding/amounts.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Touch } from './touched.ts';

const stated = /\b(?:is|are|costs?|comes? to)\b/i;

/** "The soup is 12 € now" tells a price; where it took the place of words, the words were the soup's name. */
export const amountForWords = ({ clause, quotes }: Wish, touches: readonly Touch[]): boolean =>
  quotes.length === 0 &&
  stated.test(clause) &&
  touches.some(({ gone, written }) => isAmount(written) && /\p{L}/u.test(gone) && !/\d/.test(gone));

const isAmount = (text: string): boolean =>
  amountKinds.some(({ said }) => text.trim() !== '' && text.trim().replace(said, '') === '');
