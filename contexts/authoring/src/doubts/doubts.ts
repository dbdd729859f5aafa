import type { Change, Site } from '../site/site.ts';
import { tokensOf } from '../understanding/tokens.ts';
import type { Wish } from '../understanding/wish.ts';
import { doubledWords } from './doubled-words.ts';
import { amountForWords } from './amount-for-words.ts';
import { lostOwner } from './lost-owner.ts';
import { ownerElsewhere } from './owner-elsewhere.ts';
import { touchesOf, wordsAround } from './touched.ts';
import { unheeded } from './unheeded.ts';
import { wrongPlace } from './wrong-place.ts';

/**
 * Reads a change back before it counts: why it is hardly what was meant, or undefined. A sentence that names somebody,
 * quotes something or says where means a change that has to do with all of these.
 */
export const doubtOf = (wish: Wish, site: Site, changes: readonly Change[]): string | undefined => {
  if (wish.picked.length > 0 || changes.some(({ path, bytes }) => path.endsWith('.css') || bytes === null))
    return undefined;
  const touches = touchesOf(site, changes);
  const made = changes.filter(({ path }) => !site.tree.has(path));
  if (touches.length === 0) return undefined;
  const words = new Set([
    ...wordsAround(touches),
    ...touches.flatMap(({ gone, written }) => tokensOf(`${gone} ${written}`.replace(/&amp;/g, '&'))),
    ...made.flatMap(({ path, bytes }) => tokensOf(`${path} ${Buffer.from(bytes ?? []).toString()}`)),
  ]);
  const [strange] = unheeded(wish, words);
  if (strange !== undefined) return `I am not sure what "${strange}" has to do with it, so I left it as it is.`;
  const owner = lostOwner(wish, touches) ?? ownerElsewhere(wish, site, touches);
  if (owner !== undefined) return `I can't tell what of "${owner}" you mean.`;
  const place = wrongPlace(wish, touches);
  if (place !== undefined) return `I find nothing like that in the ${place}.`;
  if (amountForWords(wish, touches)) return 'I find no such amount there that I could change.';
  const doubled = doubledWords(touches);
  return doubled === undefined ? undefined : `It would say "${doubled} ${doubled}" then, so I left it as it is.`;
};
