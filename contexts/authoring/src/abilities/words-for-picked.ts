import type { Site } from '../site/site.ts';
import { ordinal } from '../understanding/ordinals.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Proposal } from './ability.ts';
import { sayIn } from './write-words.ts';

/** With something picked, words alone are enough. */
export const wordsForPicked = (wish: Wish, site: Site): Proposal[] => {
  const [picked] = wish.picked;
  if (picked === undefined) return [];
  const said =
    /^(?:(?:just|write|put|say|make it|make this|make that|change (?:it|this|that) to|it should (?:say|read)|should (?:say|read|be)|(?:the )?(?:text|words?|bit|part)? ?(?:here )?should (?:be|say)|(?:it|this) (?:should|must|shall) (?:be|say|read))\s+)*(?<value>[\uE000-\uEFFF])(?:\s+(?:here|there|instead|please))*[.!]?$/i.exec(
      wish.clause,
    )?.groups?.['value'];
  if (said === undefined) return countedPick(wish, site);
  const target = readTarget('', wish.quotes);
  return [{ score: 0.9, attempt: () => sayIn(site, wish.picked, target, { target: '', value: said, score: 1 }, wish) }];
};

/** "First one: …" of several that are picked. */
const countedPick = (wish: Wish, site: Site): Proposal[] => {
  const groups =
    /^(?:the )?(?<count>\w+)(?: one)?\s*(?::|=|⇒|to|should (?:be|say))?\s*(?<value>[\uE000-\uEFFF])[,.]*$/i.exec(
      wish.clause,
    )?.groups;
  const position = ordinal((groups?.['count'] ?? '').toLowerCase());
  const thing = position === undefined ? undefined : wish.picked.at(position > 0 ? position - 1 : position);
  const value = groups?.['value'] ?? '';
  return thing === undefined
    ? []
    : [
        {
          score: 0.97,
          attempt: () => sayIn(site, [thing], readTarget('', wish.quotes), { target: '', value, score: 1 }, wish),
        },
      ];
};
