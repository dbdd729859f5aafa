import type { Site } from '../site/site.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Capability, Intent, Performance, Reading } from './intent.ts';
import { addPage } from './add-page.ts';
import { addParagraph } from './add-paragraph.ts';
import { removeText } from './remove-text.ts';
import { setLink } from './set-link.ts';
import { replaceText } from './replace-text.ts';
import { setColour } from './set-colour.ts';
import { setFont } from './set-font.ts';
import { setDescription } from './set-description.ts';
import { setFooter } from './set-footer.ts';
import { setHeading } from './set-heading.ts';
import { setTitle } from './set-title.ts';

type Registry = { readonly [T in Intent['type']]: Capability<Extract<Intent, { type: T }>> };

/** Every ability of the builtin agent; of two equally sure readings the one listed first wins. */
const registry: Registry = {
  'set-title': setTitle,
  'set-heading': setHeading,
  'replace-text': replaceText,
  'add-page': addPage,
  'set-footer': setFooter,
  'set-description': setDescription,
  'set-colour': setColour,
  'set-font': setFont,
  'remove-text': removeText,
  'set-link': setLink,
  'add-paragraph': addParagraph,
};

/** What the registry knows of an ability besides doing it. */
export type Offer = Pick<Capability<Intent>, 'topics' | 'examples'>;

export const offers: readonly Offer[] = Object.values(registry);

/** All readings of a wish, the surest first. */
export const readingsOf = (wish: Wish, site: Site): readonly Reading<Intent>[] =>
  Object.values(registry)
    .flatMap((capability): readonly Reading<Intent>[] => capability.recognise(wish, site))
    .toSorted((a, b) => b.score - a.score);

export const perform = (site: Site, intent: Intent): Performance => {
  switch (intent.type) {
    case 'set-title':
      return registry[intent.type].apply(site, intent);
    case 'set-heading':
      return registry[intent.type].apply(site, intent);
    case 'replace-text':
      return registry[intent.type].apply(site, intent);
    case 'add-page':
      return registry[intent.type].apply(site, intent);
    case 'set-footer':
      return registry[intent.type].apply(site, intent);
    case 'set-description':
      return registry[intent.type].apply(site, intent);
    case 'set-colour':
      return registry[intent.type].apply(site, intent);
    case 'set-font':
      return registry[intent.type].apply(site, intent);
    case 'remove-text':
      return registry[intent.type].apply(site, intent);
    case 'set-link':
      return registry[intent.type].apply(site, intent);
    case 'add-paragraph':
      return registry[intent.type].apply(site, intent);
  }
};
