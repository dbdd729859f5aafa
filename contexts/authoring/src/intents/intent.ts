import type { Page } from '../html/page.ts';
import type { Colour } from '../css/colour.ts';
import type { Font } from '../css/fonts.ts';
import type { Change, Site } from '../site/site.ts';
import type { Scope } from '../understanding/scope.ts';
import type { Wish } from '../understanding/wish.ts';

/** The title of pages: what readers see as such and the document's title, or the latter alone. */
export interface SetTitle {
  readonly type: 'set-title';
  readonly scope: Scope;
  /** Undefined if the wish does not say it yet. */
  readonly title: string | undefined;
  readonly part: 'page' | 'browser';
}

export type HeadingChoice =
  | { readonly by: 'main' }
  | { readonly by: 'subheading' }
  /** `position` counts from 1, or from the end if negative, among the headings of `level` (all levels without it). */
  | { readonly by: 'position'; readonly position: number; readonly level?: number };

export interface SetHeading {
  readonly type: 'set-heading';
  readonly scope: Scope;
  readonly which: HeadingChoice;
  /** Undefined if the wish does not say them yet. */
  readonly words: string | undefined;
}

export type TextKind = 'any' | 'heading' | 'button' | 'link' | 'menu' | 'footer';

export interface ReplaceText {
  readonly type: 'replace-text';
  readonly scope: Scope;
  readonly kind: TextKind;
  readonly old: string;
  readonly words: string;
  readonly where: Place;
}

export interface AddPage {
  readonly type: 'add-page';
  readonly name: string;
  readonly heading: string | undefined;
  readonly paragraph: string | undefined;
  readonly inMenu: boolean;
  /** The file, if the person named it, and the page whose layout it shall take, which must stand in the same folder. */
  readonly path?: string;
  readonly like?: Page;
}

export interface SetFooter {
  readonly type: 'set-footer';
  readonly scope: Scope;
  /** `text` writes the whole line, `owner` keeps its copyright mark, `year` changes only the year in it. */
  readonly part: 'text' | 'owner' | 'year';
  readonly words: string;
}

export interface SetDescription {
  readonly type: 'set-description';
  readonly scope: Scope;
  readonly description: string;
}

export type ColourTarget =
  | 'background'
  | 'text'
  | 'links'
  | 'buttons'
  | 'headings'
  | 'h1'
  | 'h2'
  | 'h3'
  | 'menu'
  | 'menu-text'
  | 'footer'
  | 'footer-text'
  | 'header'
  | 'header-text'
  | 'brand';

export interface SetColour {
  readonly type: 'set-colour';
  readonly scope: Scope;
  readonly target: ColourTarget | 'undecided';
  readonly colour: Colour;
}

export interface SetFont {
  readonly type: 'set-font';
  readonly scope: Scope;
  readonly target: 'all' | 'body' | 'headings';
  /** What was asked for, and the font it means if there is one that every visitor will see. */
  readonly said: string;
  readonly font: Font | undefined;
}

/** Which of several places with the same words is meant: `ask` if they differ, all, or the one with this label. */
export type Place =
  { readonly type: 'ask' } | { readonly type: 'all' } | { readonly type: 'place'; readonly label: string };

export interface RemoveText {
  readonly type: 'remove-text';
  readonly scope: Scope;
  readonly kind: TextKind | 'section';
  readonly old: string;
  readonly where: Place;
}

export interface SetLink {
  readonly type: 'set-link';
  readonly scope: Scope;
  readonly text: string;
  readonly target: string;
  readonly where: Place;
}

export interface AddParagraph {
  readonly type: 'add-paragraph';
  readonly scope: Scope;
  readonly heading: string | undefined;
  readonly paragraph: string | undefined;
  /** The words after or before which it goes; at the end of the page's content without them. */
  readonly beside: { readonly side: 'after' | 'before'; readonly text: string } | undefined;
}

/** Everything the agent can be asked to do. A new ability is a member here, a file beside and a line in the registry. */
export type Intent =
  | SetTitle
  | SetHeading
  | ReplaceText
  | AddPage
  | SetFooter
  | SetDescription
  | SetColour
  | SetFont
  | RemoveText
  | SetLink
  | AddParagraph;

export interface Reading<I extends Intent> {
  readonly intent: I;
  /** 0 to 1: how surely the wish means this. */
  readonly score: number;
}

export interface Choice {
  /** What the person sees and answers with. */
  readonly label: string;
  readonly intent: Intent;
}

export type Performance =
  | { readonly type: 'done'; readonly changes: readonly Change[]; readonly summary: string }
  | { readonly type: 'unable'; readonly reason: string; readonly already?: true }
  | {
      readonly type: 'unclear';
      readonly question: string;
      readonly choices: readonly Choice[];
      /** What an answer in one's own words means, where such an answer is awaited. */
      readonly inWords?: (answer: string) => Intent;
    };

/** One thing the agent can do: how it is asked for, and how it is done. Both are pure. */
export interface Capability<I extends Intent> {
  /** Words that hint at this ability, for suggesting the nearest one. */
  readonly topics: readonly string[];
  /** Sentences that would work on this site, the most telling first; none if the site offers nothing to do it on. */
  readonly examples: (site: Site) => readonly string[];
  readonly recognise: (wish: Wish, site: Site) => readonly Reading<I>[];
  readonly apply: (site: Site, intent: I) => Performance;
}
