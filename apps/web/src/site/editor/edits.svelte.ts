import { SvelteMap } from 'svelte/reactivity';
import type { ShownEdit } from '../bridge/messages.ts';

interface Place {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly tag: string;
}

export const STYLE_PROPERTIES = ['color', 'background-color', 'font-size', 'padding', 'margin'] as const;
export type StyleProperty = (typeof STYLE_PROPERTIES)[number];

/** One change of one element, as it is sent; `image` is the path of a file of the site. */
export type VisualEdit = Place &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'style'; readonly property: StyleProperty; readonly value: string }
    | { readonly kind: 'image'; readonly image: string }
  );

/** As many as one build takes. */
export const MOST_EDITS = 100;

interface Unsaved {
  /** The version that the offsets are of. */
  readonly version: number;
  readonly list: readonly VisualEdit[];
  /** The lists before each change, the newest last: what undo brings back. */
  readonly before: readonly (readonly VisualEdit[])[];
}

/**
 * Edits in the preview that are not saved yet, for each site, all of one version. They stay while one goes to other
 * pages and comes back, until they are saved or discarded.
 */
class VisualEdits {
  readonly #bySite = new SvelteMap<string, Unsaved>();

  of(site: string): Unsaved | null {
    return this.#bySite.get(site) ?? null;
  }

  count(site: string): number {
    return this.of(site)?.list.length ?? 0;
  }

  /** The edits of one file, as its page shows them. */
  shown(site: string, path: string, addressOf: (image: string) => string): readonly ShownEdit[] {
    const list = this.of(site)?.list.filter((edit) => edit.path === path) ?? [];
    return list.map((edit): ShownEdit => {
      const { start, end } = edit;
      switch (edit.kind) {
        case 'text':
          return { start, end, kind: 'text', text: edit.text };
        case 'style':
          return { start, end, kind: 'style', property: edit.property, value: edit.value };
        case 'image':
          return { start, end, kind: 'image', shown: addressOf(edit.image) };
      }
    });
  }

  find(site: string, place: Omit<Place, 'tag'>, what: string): VisualEdit | undefined {
    return this.of(site)?.list.find((edit) => isAt(edit, place) && whatOf(edit) === what);
  }

  /** The same thing of the same element is set anew; while one types, all of it is one step for undo. */
  set(site: string, version: number, edit: VisualEdit): boolean {
    const unsaved = this.of(site);
    if (unsaved !== null && unsaved.version !== version) return false;
    const { list, before } = unsaved ?? { list: [], before: [] };
    const index = list.findIndex((one) => isAt(one, edit) && whatOf(one) === whatOf(edit));
    if (index < 0 && list.length >= MOST_EDITS) return false;
    globalThis.addEventListener?.('beforeunload', askBeforeLeaving);
    const goesOn = index >= 0 && index === list.length - 1;
    this.#bySite.set(site, {
      version,
      list: [...list.filter((_, at) => at !== index), edit],
      before: goesOn ? before : [...before, list],
    });
    return true;
  }

  /** Takes one thing of one element back to how it is saved. */
  unset(site: string, place: Omit<Place, 'tag'>, what: string): void {
    const unsaved = this.of(site);
    const edit = this.find(site, place, what);
    if (unsaved === null || edit === undefined) return;
    const list = unsaved.list.filter((one) => one !== edit);
    if (list.length === 0) this.discard(site);
    else this.#bySite.set(site, { ...unsaved, list, before: [...unsaved.before, unsaved.list] });
  }

  undo(site: string): void {
    const unsaved = this.of(site);
    const list = unsaved?.before.at(-1);
    if (unsaved === null || list === undefined || list.length === 0) return this.discard(site);
    this.#bySite.set(site, { ...unsaved, list, before: unsaved.before.slice(0, -1) });
  }

  discard(site: string): void {
    this.#bySite.delete(site);
    if (this.#bySite.size === 0) globalThis.removeEventListener?.('beforeunload', askBeforeLeaving);
  }
}

/** What is not saved would be lost with the page: the browser asks. */
const askBeforeLeaving = (event: Event): void => event.preventDefault();

export const whatOf = (edit: VisualEdit): string => (edit.kind === 'style' ? edit.property : edit.kind);

const isAt = (edit: Place, { path, start, end }: Omit<Place, 'tag'>): boolean =>
  edit.path === path && edit.start === start && edit.end === end;

export const visualEdits = new VisualEdits();
