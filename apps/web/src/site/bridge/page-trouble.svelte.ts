import type { PageError } from './messages.ts';

const MOST = 50;

/** What went wrong in the page that is shown, each thing once, until it is put away or another page comes. */
export class PageTrouble {
  errors = $state.raw<readonly PageError[]>([]);
  /** Put away: the same errors of a page that is loaded again are not shown again. */
  #dismissed = new Set<string>();

  add(error: PageError): void {
    const name = nameOf(error);
    if (this.errors.length >= MOST || this.#dismissed.has(name)) return;
    if (this.errors.some((known) => nameOf(known) === name)) return;
    this.errors = [...this.errors, error];
  }

  dismiss(): void {
    for (const error of this.errors) this.#dismissed.add(nameOf(error));
    this.errors = [];
  }

  clear(): void {
    this.errors = [];
  }
}

const nameOf = ({ kind, text, source, line }: PageError): string => JSON.stringify([kind, text, source, line]);
