import type { Capability, Intent, Performance } from '../intents/intent.ts';
import { offers as intentOffers, perform, readingsOf } from '../intents/registry.ts';
import type { Site } from '../site/site.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Ability, Attempt, Proposal, Surroundings } from './ability.ts';
import { addRow } from './add-row.ts';
import { addField } from './add-field.ts';
import { addForm } from './add-form.ts';
import { fieldWords } from './field-words.ts';
import { fixLinks } from './fix-links.ts';
import { newPage } from './new-page.ts';
import { renamePage } from './rename-page.ts';
import { setTheme } from './set-theme.ts';
import { undoOlder } from './undo-older.ts';
import { usePicture } from './use-picture.ts';
import { styleThing } from './style-thing.ts';
import { altOfPictures } from './alt-of-pictures.ts';
import { addSection } from './add-section.ts';
import { editSentences } from './edit-sentences.ts';
import { siteFiles } from './site-files.ts';
import { addEntry } from './add-entry.ts';
import { addItem } from './add-item.ts';
import { missingAlts } from './missing-alts.ts';
import { markPrices } from './mark-prices.ts';
import { moveThing } from './move-thing.ts';
import { setAmount } from './set-amount.ts';
import { setAlt } from './set-alt.ts';
import { removeThing } from './remove-thing.ts';
import { sayAtAnchor } from './say-at-anchor.ts';
import { sayByShape } from './say-by-shape.ts';
import { tellFact } from './tell-fact.ts';
import { trimWords } from './trim-words.ts';
import { sayInPart } from './say-in-part.ts';
import { sayText } from './say-text.ts';
import { correctValue } from './correct-value.ts';
import { setContact } from './set-contact.ts';
import { setHours } from './set-hours.ts';
import { setLanguage } from './set-language.ts';
import { setLinkTarget } from './set-link-target.ts';

/** Abilities that only their own words lead to: they are asked before all others, in this order. */
const specific: readonly Ability[] = [
  undoOlder,
  siteFiles,
  setLanguage,
  newPage,
  renamePage,
  fixLinks,
  setTheme,
  addRow,
  addForm,
  addField,
  fieldWords,
  usePicture,
  missingAlts,
  altOfPictures,
  trimWords,
  setContact,
  correctValue,
  markPrices,
  setHours,
  sayByShape,
];

/** Every ability that looks for what is meant on the page; of two equally sure readings the one listed first wins. */
const abilities: readonly Ability[] = [
  editSentences,
  addSection,
  removeThing,
  setAlt,
  setLinkTarget,
  moveThing,
  addItem,
  addEntry,
  styleThing,
  sayAtAnchor,
  sayInPart,
  sayText,
  setAmount,
  tellFact,
];

/** What the registry knows of an ability besides doing it. */
export type Offer = Pick<Capability<Intent>, 'topics' | 'examples'>;

export const offers: readonly Offer[] = [...intentOffers, ...specific, ...abilities];

/** All readings of a wish, the surest first. */
export function* proposalsFor(wish: Wish, site: Site, around: Surroundings): Generator<Proposal, void, void> {
  const short = wish.sentence.length < longest;
  if (short) for (const ability of specific) yield* ability.read(wish, site, around);
  const readings = readingsOf(wish, site).map(({ intent, score }): Proposal => ({
    score,
    attempt: () => attemptOf(site, perform(site, intent)),
  }));
  // A reading by a fixed form of words is quick; looking for what is meant on the page is only needed without one.
  const [first] = readings;
  if (first !== undefined && first.score >= plain) yield first;
  const looked = short ? abilities.flatMap((ability) => ability.read(wish, site, around)) : [];
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
