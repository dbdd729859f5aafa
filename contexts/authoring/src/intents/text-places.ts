import type { TextHit, TextRole } from '../site/find-text.ts';
import { pageLabel } from '../site/page-names.ts';
import type { Site } from '../site/site.ts';
import type { Intent, Performance, Place } from './intent.ts';

const roleNames: Record<TextRole, string> = {
  menu: 'menu item',
  footer: 'footer',
  heading: 'heading',
  button: 'button',
  link: 'link',
  text: 'text',
};

const mostPlacesNamed = 5;

/** What to do about words that stand in several places: the person's choice so far, and how to ask for it. */
export interface PlaceQuestion {
  readonly where: Place;
  readonly question: string;
  /** The intent with another choice. */
  readonly choose: (where: Place) => Intent;
}

/** The places that are meant: all, the chosen one, or the only one there is; else the question which. */
export const choosePlace = (
  site: Site,
  hits: readonly TextHit[],
  { where, question, choose }: PlaceQuestion,
): { readonly type: 'hits'; readonly hits: readonly TextHit[] } | Extract<Performance, { type: 'unclear' }> => {
  if (where.type === 'all') return { type: 'hits', hits };
  const places = groupByPlace(site, hits);
  const chosen = where.type === 'place' ? places.get(where.label) : places.size === 1 ? hits : undefined;
  if (chosen !== undefined) return { type: 'hits', hits: chosen };
  const single = [...places.keys()].slice(0, mostPlacesNamed);
  return {
    type: 'unclear',
    question,
    choices: [
      { label: `All ${hits.length} places`, intent: choose({ type: 'all' }) },
      ...single.map((label) => ({ label, intent: choose({ type: 'place', label }) })),
    ],
  };
};

/**
 * Groups places that a person would take for one thing: the same words in the menu or in the footer of every page are
 * one, anything else is a place of its own. The labels tell the groups apart.
 */
const groupByPlace = (site: Site, hits: readonly TextHit[]): ReadonlyMap<string, readonly TextHit[]> => {
  const groups = new Map<string, TextHit[]>();
  for (const hit of hits) {
    const label = placeLabel(site, hit);
    const shared = hit.role === 'menu' || hit.role === 'footer';
    const name = shared ? label : freeName(groups, label);
    groups.set(name, [...(groups.get(name) ?? []), hit]);
  }
  return groups;
};

const freeName = (groups: ReadonlyMap<string, unknown>, label: string): string => {
  let name = label;
  for (let again = 2; groups.has(name); again += 1) name = `${label}, number ${again}`;
  return name;
};

const placeLabel = (site: Site, hit: TextHit): string => {
  const shared = hit.role === 'menu' || hit.role === 'footer';
  const where =
    shared && site.pages.length > 1
      ? 'on every page'
      : `on the ${pageLabel(site, hit.page).replace(/ page$/, '')} page`;
  const around = excerpt(hit);
  const context = around === undefined || shared ? '' : ` (${around})`;
  return `The ${roleNames[hit.role]} ${where}${context}`;
};

const excerpt = ({ run, start, end }: TextHit): string | undefined => {
  if (start === 0 && end === run.text.length) return undefined;
  const [from, to] = [Math.max(0, start - 25), Math.min(run.text.length, end + 25)];
  return `${from > 0 ? '…' : ''}${run.text.slice(from, to)}${to < run.text.length ? '…' : ''}`;
};
