type Take = (words: string) => void;

/** Requests that a page suggests for a site's composer; whoever has the composer takes them, and the person sends them. */
class Proposals {
  readonly #takers = new Map<string, Set<Take>>();

  /** Answers with the way to stop. */
  onProposal(site: string, take: Take): () => void {
    const takers = this.#takers.get(site) ?? new Set();
    this.#takers.set(site, takers.add(take));
    return () => takers.delete(take);
  }

  propose(site: string, words: string): void {
    for (const take of this.#takers.get(site) ?? []) take(words);
  }
}

export const proposals = new Proposals();
