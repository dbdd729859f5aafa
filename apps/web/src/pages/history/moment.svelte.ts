import { doors } from '../../api/doors.ts';
import { isRefusal } from '../../api/trouble.ts';
import type { EventInHistory, LoggedEvent, Ruler, SiteAsOf } from '../../api/types.ts';
import { router } from '../../router/router.svelte.ts';
import { EventRows } from './event-rows.svelte.ts';
import { leapOf } from './steps.ts';
import { type Window, windowAround } from './window.ts';

/** How long the hand must rest before what it points at is fetched and put into the address, in milliseconds. */
const REST = 140;
const PIECES = 700;
const MINUTE = 60_000;
/** Events fetched on either side of where one stands, so that a key that is held down does not wait. */
const AROUND = 60;

/** Enough of an event to stand at: what the ruler knows of each of its pieces. */
export type Spot = Pick<LoggedEvent, 'id' | 'number' | 'time'>;

/**
 * Where in the history of a site one stands: `spot` is an event, or null for now. It follows the hand at once; the site as
 * of it, and what the event says, come when the hand rests. The address names the event, so that it can be shared.
 */
export class Moment {
  readonly site: string;
  readonly rows: EventRows;
  spot = $state.raw<Spot | null>(null);
  ruler = $state.raw<Ruler | null>(null);
  /** The site as of the spot that was rested on last. */
  asOf = $state.raw<SiteAsOf | null>(null);
  detail = $state.raw<EventInHistory | null>(null);
  status = $state<'loading' | 'ready' | 'failed' | 'missing'>('loading');
  raw = $state.raw<unknown>(null);
  /** The part of the site's life that the ruler shows; null for all of it. */
  window = $state.raw<Window | null>(null);
  /** Whether the ruler's end is the present. */
  reachesNow = $state(true);

  /** The event that the address names, until it is known where it stands. */
  #asked = $state<string | null>(null);
  readonly isPast = $derived(this.spot !== null || this.#asked !== null);
  /** Where the slider stands: the spot, or the newest event; null while neither is known. */
  readonly at = $derived<Spot | null>(this.spot ?? (this.#asked === null ? this.#newest() : null));

  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;
  #narrow = false;
  #shown: string | null = null;

  constructor(site: string) {
    this.site = site;
    this.rows = new EventRows(site);
  }

  /** How many events there are. */
  get total(): number {
    return this.rows.total;
  }

  /** Reads the ruler; call it again when the log grew. In the present, the site is read anew too. */
  async load(): Promise<void> {
    try {
      await this.rows.grow();
      await this.rows.at(this.rows.total - 1);
      this.window = this.#wanted();
      this.ruler = await this.#readRuler();
      if (!this.isPast) await this.#show(this.at?.id ?? null);
    } catch (raw) {
      this.#fail(raw);
    }
  }

  /** As the address says: an event, or now. */
  async follow(event: string | null): Promise<void> {
    if (event === (this.spot?.id ?? this.#asked)) return;
    clearTimeout(this.#timer);
    this.spot = event === null ? null : this.#known(event);
    this.#asked = this.spot === null ? event : null;
    return this.#show(this.#asked ?? this.at?.id ?? null);
  }

  /** Stands at an event now; what it shows follows when the hand rests. */
  go(spot: Spot): void {
    this.spot = spot;
    this.#asked = null;
    void this.#around(spot.number);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#settle(), REST);
  }

  toNow(): void {
    clearTimeout(this.#timer);
    this.spot = null;
    this.#asked = null;
    router.query('event', null);
    void this.#show(this.at?.id ?? null);
  }

  /** What a key of the slider does; false for a key that is none of its own. */
  press(event: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean {
    const { at, ruler } = this;
    if (!at || !ruler) return false;
    const leap = leapOf(event, at, { buckets: ruler.buckets, total: this.total });
    if (leap === null) return false;
    if (leap.to === 'now') {
      if (this.isPast) this.toNow();
    } else void this.goTo(leap.number);
    return true;
  }

  /** Stands at the event of a number. */
  async goTo(number: number): Promise<void> {
    const round = ++this.#round;
    const event = this.rows.peek(number - 1) ?? (await this.rows.at(number - 1));
    if (event && round === this.#round) this.go(event);
  }

  /** On a narrow screen the ruler shows some days around where one stands, else the site's whole life. */
  zoom(narrow: boolean): void {
    this.#narrow = narrow;
    if (this.ruler !== null) void this.#redraw().catch((raw: unknown) => this.#fail(raw));
  }

  retry(): void {
    this.status = 'loading';
    this.#shown = null;
    if (this.ruler === null) void this.load();
    else void this.#show(this.#asked ?? this.at?.id ?? null);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  async #settle(): Promise<void> {
    if (this.spot === null) return;
    router.query('event', this.spot.id, { replace: router.place.query['event'] !== undefined });
    await Promise.all([this.#show(this.spot.id), this.#redraw().catch((raw: unknown) => this.#fail(raw))]);
  }

  async #redraw(): Promise<void> {
    const window = this.#wanted();
    if (window?.from === this.window?.from && window?.to === this.window?.to) return;
    this.window = window;
    this.ruler = await this.#readRuler();
  }

  #wanted(): Window | null {
    const first = this.rows.peek(0);
    if (!this.#narrow || !first || !this.at) return null;
    return windowAround(this.at.time, { from: first.time, to: new Date().toISOString() }, this.window);
  }

  async #show(id: string | null): Promise<void> {
    if (id === null || this.#shown === id) return;
    this.#shown = id;
    try {
      const [asOf, detail] = await Promise.all([doors.asOf(this.site, id), doors.eventInHistory(this.site, id)]);
      if (this.#shown !== id) return;
      this.asOf = asOf;
      this.detail = detail;
      this.status = 'ready';
      void this.#around(detail.event.number);
      if (this.#asked === id) {
        this.#asked = null;
        this.spot = detail.event;
      }
    } catch (raw) {
      if (this.#shown === id) this.#fail(raw);
    }
  }

  #fail(raw: unknown): void {
    this.#shown = null;
    this.raw = raw;
    this.status = isRefusal(raw, 404) ? 'missing' : 'failed';
  }

  #around(number: number): Promise<void> {
    return this.rows.want(number - AROUND, Math.min(number + AROUND, this.rows.total - 1));
  }

  async #readRuler(): Promise<Ruler> {
    const { window } = this;
    const ruler = await doors.ruler(this.site, { buckets: PIECES, ...window });
    this.reachesNow = window === null || Date.now() - Date.parse(window.to) < MINUTE;
    return ruler;
  }

  #newest(): Spot | null {
    return this.rows.peek(this.rows.total - 1) ?? null;
  }

  #known(event: string): Spot | null {
    if (this.detail?.event.id === event) return this.detail.event;
    return this.ruler?.buckets.find(({ id }) => id === event) ?? null;
  }
}
