import type { Site } from '../site/site.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Proposal } from './ability.ts';
import { clausesOf } from './clauses-of.ts';
import { cut } from './cut-things.ts';
import { removing as verb } from '../understanding/removing.ts';
import { withTwins } from './twins.ts';

/** "Remove this", said of what the person has picked on the page. */
export const pickedRemovals = (wish: Wish, site: Site): Proposal[] => {
  if (wish.picked.length === 0) return [];
  const said = (clausesOf(wish)[0] ?? '').replace(/\s+(?:from|on|off)$/, '');
  const bare = new RegExp(
    `^(?:please\\s+)?(?:${verb}|take|away with)?\\s*(?:(?:it|this|that|them|these|those|the \\w+|this \\w+)(?: one)?)?\\s*(?:out|off|away)?(?:\\s+please)?$`,
    'i',
  );
  const thisOne = new RegExp(
    `^(?:please\\s+)?${verb}\\s+(?:this|these|that|those)\\s+\\w+(?:\\s+(?:on|from|off) (?:all|every|each) .*)?$`,
    'i',
  ).test(said);
  if (thisOne)
    return [
      {
        score: 0.97,
        attempt: () =>
          cut(
            site,
            wish.scope.type === 'site'
              ? withTwins(site, { ...wish, scope: { type: 'unsaid' }, picked: [] }, wish.picked)
              : wish.picked,
            { target: readTarget('', wish.quotes), phrase: '' },
            wish,
          ),
      },
    ];
  if (!bare.test(said) || !new RegExp(`\\b${verb}\\b|away|out`, 'i').test(said)) return [];
  return [
    { score: 0.97, attempt: () => cut(site, wish.picked, { target: readTarget('', wish.quotes), phrase: '' }, wish) },
  ];
};
