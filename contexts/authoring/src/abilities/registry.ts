import type { Capability, Intent, Performance } from '../intents/intent.ts';
import { offers as intentOffers, perform, readingsOf } from '../intents/registry.ts';
import type { Site } from '../site/site.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Ability, Attempt, Proposal } from './ability.ts';
import { styleThing } from './style-thing.ts';
import { addSection } from './add-section.ts';
import { editSentences } from './edit-sentences.ts';
import { siteFiles } from './site-files.ts';
import { addItem } from './add-item.ts';
import { moveThing } from './move-thing.ts';
import { setAmount } from './set-amount.ts';
import { setAlt } from './set-alt.ts';
import { removeThing } from './remove-thing.ts';
import { sayText } from './say-text.ts';
import { setLinkTarget } from './set-link-target.ts';

/** Every ability that looks for what is meant on the page, besides the one for files as a whole, which comes first; of two equally sure readings the one listed first wins. */
const abilities: readonly Ability[] = [
  editSentences,
  addSection,
  removeThing,
  setAlt,
  setLinkTarget,
  moveThing,
  addItem,
  styleThing,
  sayText,
  setAmount,
];

/** What the registry knows of an ability besides doing it. */
export type Offer = Pick<Capability<Intent>, 'topics' | 'examples'>;

export const offers: readonly Offer[] = [...intentOffers, siteFiles, ...abilities];

/** All readings of a wish, the surest first. */
export function* proposalsFor(wish: Wish, site: Site): Generator<Proposal, void, void> {
  const short = wish.sentence.length < longest;
  if (short) yield* siteFiles.read(wish, site);
  const readings = readingsOf(wish, site).map(({ intent, score }): Proposal => ({
    score,
    attempt: () => attemptOf(site, perform(site, intent)),
  }));
  // A reading by a fixed form of words is quick; looking for what is meant on the page is only needed without one.
  const [first] = readings;
  if (first !== undefined && first.score >= plain) yield first;
  const looked = short ? abilities.flatMap((ability) => ability.read(wish, site)) : [];
  yield* [...readings.filter((reading) => reading !== first || first.score < plain), ...looked].toSorted(
    (a, b) => b.score - a.score,
  );
}

const plain = 0.9;
/** Longer sentences are no wishes that could be looked for on a page. */
const longest = 1500;

const attemptOf = (site: Site, performance: Performance): Attempt => {
  if (performance.type !== 'unclear') return performance;
  const { inWords } = performance;
  return {
    type: 'unclear',
    question: performance.question,
    choices: performance.choices.map(({ label, intent }) => ({
      label,
      take: () => attemptOf(site, perform(site, intent)),
    })),
    ...(inWords === undefined ? {} : { inWords: (answer: string) => attemptOf(site, perform(site, inWords(answer))) }),
  };
};
