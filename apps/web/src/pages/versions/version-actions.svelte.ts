import type { ArchiveFormat } from '../../api/doors.ts';
import type { Site, Version } from '../../api/types.ts';
import { promotionOf } from '../../site/promotion.ts';
import { Restoring } from '../../site/restoring.svelte.ts';
import type { SiteRoom } from '../../site/room.svelte.ts';
import { Downloading } from './downloading.svelte.ts';
import { Marking } from './marking.svelte.ts';
import { inOrder, partnerOf, type Selection } from '../../site/selection.ts';

/** What the page does with versions, from wherever on it. */
export class VersionActions {
  readonly marking: Marking;
  readonly restoring: Restoring;
  readonly downloading = new Downloading();
  readonly #room: SiteRoom;
  readonly #select: (selection: Selection) => void;

  constructor(room: SiteRoom, select: (selection: Selection) => void) {
    this.#room = room;
    this.#select = select;
    this.restoring = new Restoring(room);
    this.marking = new Marking(room, () => select({ type: 'none' }));
  }

  look(version: number): void {
    this.#select({ type: 'look', version });
  }

  compare(one: number, other: number): void {
    this.#select({ type: 'compare', ...inOrder(one, other) });
  }

  /** As told: who chose the sides meant them so. */
  beside(from: number, to: number): void {
    this.#select({ type: 'compare', from, to });
  }

  partner(site: Site, { number, parent }: Version): number | null {
    return partnerOf(number, site, parent);
  }

  publish(site: Site, version: number): void {
    const promotion = promotionOf(site, version);
    if (promotion.type !== 'none') this.#room.publishing.start(version, promotion.type);
  }

  restore(version: number): void {
    void this.restoring.restore(version).then((accepted) => accepted && this.#select({ type: 'none' }));
  }

  download(site: Site, version: number, format: ArchiveFormat): Promise<void> {
    return this.downloading.start(site, version, format);
  }
}
