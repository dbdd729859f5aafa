import { SvelteMap } from 'svelte/reactivity';
import { doors } from '../api/doors.ts';
import { newKey } from '../api/key.ts';
import { Refused } from '../api/trouble.ts';
import type { Person, RecordedPart, Site, Turn, TurnHead, UndoChoice } from '../api/types.ts';
import type { LiveData } from '../live/frames.ts';
import { live } from '../live/live.svelte.ts';
import { newerSite } from './newer-site.ts';
import { type Message, outbox } from './outbox.svelte.ts';
import { Publishing } from './publishing.svelte.ts';
import { Shelf } from './shelf.svelte.ts';
import { withParts } from './trail.ts';
import { isNews, queueOf, runningTurn, streamOf, withOlder, withTurn } from './turns.ts';
import { Undoing } from './undoing.svelte.ts';

/** Before everything is read anew when the topic was lost, in milliseconds. */
const RELOAD = 1_000;
const [A_PAGE, LONGEST_PAGE] = [25, 100];

/**
 * One site as all its pages show it. `loading` until the site and the newest turns are there, then `ready` and kept so by
 * the topic `site:{id}` from the cursor that came with the turns; `failed`, `missing` (not there, or not ours) or `gone`
 * (deleted while we looked).
 */
export class SiteRoom {
  readonly id: string;
  readonly shelf: Shelf;
  readonly publishing: Publishing;
  readonly undoing: Undoing;

  status = $state<'loading' | 'ready' | 'failed' | 'missing' | 'gone'>('loading');
  raw = $state.raw<unknown>(null);
  site = $state.raw<Site | null>(null);
  turns = $state.raw<readonly TurnHead[]>([]);
  older = $state.raw<string | null>(null);
  loadingOlder = $state(false);
  /** Counts what happened in the site's log since the page came up; who lists the log reads on when it grows. */
  happened = $state(0);
  /** Everybody who looks at the site now, oneself too. */
  present = $state.raw<readonly Person[]>([]);
  /** Counts what came into the conversation: parts, turns, and how they ended. */
  told = $state(0);

  readonly running = $derived(runningTurn(this.turns));
  readonly queue = $derived(queueOf(this.turns));
  readonly stream = $derived(streamOf(this.turns));
  readonly letters = $derived.by(() => outbox.of(this.id).filter(({ prompt, at }) => !this.#hasArrived(prompt, at)));

  readonly #parts = new SvelteMap<string, readonly RecordedPart[]>();
  #leave: (() => void) | null = null;
  #closed = false;
  #pageSize = A_PAGE;
  #olderPage: Promise<void> | null = null;
  readonly #forget: () => void;

  constructor(id: string) {
    this.id = id;
    this.shelf = new Shelf(id);
    this.publishing = new Publishing(this);
    this.undoing = new Undoing(this);
    this.#forget = outbox.onAccepted((site, turn) => {
      if (site === id) this.takeTurn(turn);
    });
    void this.load();
    outbox.flush();
  }

  async load(): Promise<void> {
    this.#leave?.();
    if (this.site === null) this.status = 'loading';
    try {
      const [site, chat] = await Promise.all([doors.site(this.id), doors.chat(this.id, {})]);
      this.site = site;
      this.turns = chat.items;
      this.older = chat.next;
      for (const { build, parts } of chat.items) this.#parts.set(build, parts);
      this.status = 'ready';
      if (this.#closed) return;
      this.#leave = live.subscribe(`site:${this.id}`, {
        cursor: chat.cursor,
        onData: (data) => data.forEach((item) => this.#take(item)),
        onLost: () => void setTimeout(() => !this.#closed && void this.load(), RELOAD),
      });
    } catch (raw) {
      this.raw = raw;
      this.status = raw instanceof Refused && raw.problem.status === 404 ? 'missing' : 'failed';
    }
  }

  close(): void {
    this.#closed = true;
    this.#leave?.();
    this.#forget();
  }

  partsOf(build: string): readonly RecordedPart[] {
    return this.#parts.get(build) ?? [];
  }

  /** The page of messages before those that are here; the further one goes back, the longer the pages are. */
  loadOlder(): Promise<void> {
    this.#olderPage ??= this.#fetchOlder().finally(() => (this.#olderPage = null));
    return this.#olderPage;
  }

  send(message: Message): void {
    outbox.post(this.id, message);
  }

  /** Other words for a message that waits. @throws Refused 409 when it is too late */
  async reword(build: string, prompt: string): Promise<void> {
    this.takeTurn(await doors.rewordBuild(newKey(), this.id, build, prompt));
  }

  /** Puts a message that waits before another, or at the end. @throws Refused 409 when it is too late */
  async move(build: string, before: string | null): Promise<void> {
    this.takeTurn(await doors.moveBuild(newKey(), this.id, build, before));
  }

  async cancel(build: string): Promise<void> {
    this.takeTurn(await doors.cancelBuild(newKey(), this.id, build));
  }

  async answer(build: string, answer: string): Promise<void> {
    this.takeTurn(await doors.answerBuild(newKey(), this.id, build, answer));
  }

  /** The old tree as a new head. Answers with the turn that does it. */
  async restore(version: number): Promise<Turn> {
    const turn = await doors.restore(newKey(), this.id, version);
    this.takeTurn(turn);
    return turn;
  }

  /** The head without what a build changed. Answers with the turn that does it. */
  async undo(build: string, choices: readonly UndoChoice[]): Promise<Turn> {
    const turn = await doors.undo(newKey(), this.id, build, choices);
    this.takeTurn(turn);
    return turn;
  }

  takeTurn(turn: Turn): void {
    this.#parts.set(turn.build, withParts(this.partsOf(turn.build), turn.parts));
    this.turns = withTurn(this.turns, turn);
  }

  /** The site as the answer to a command has it. */
  takeSite(site: Site): void {
    this.#setSite(newerSite(this.site, site));
  }

  #take(item: LiveData): void {
    if (item.kind !== 'part' && item.kind !== 'present') this.happened += 1;
    switch (item.kind) {
      case 'site':
        return this.#setSite(item.site);
      case 'turn':
        if (this.#isOlderThanShown(item.turn)) return;
        if (isNews(this.turns, item.turn)) this.told += 1;
        this.turns = withTurn(this.turns, item.turn);
        return;
      case 'version':
        return this.shelf.take(item.version);
      case 'version-gone':
        return this.shelf.drop(item.version);
      case 'part':
        if (item.part.part.kind !== 'progress') this.told += 1;
        this.#parts.set(item.build, withParts(this.partsOf(item.build), [item.part]));
        return;
      case 'present':
        this.present = item.people;
        return;
      case 'gone':
        this.status = 'gone';
        return;
    }
  }

  async #fetchOlder(): Promise<void> {
    if (this.older === null) return;
    this.loadingOlder = true;
    try {
      const { items, next } = await doors.chat(this.id, { cursor: this.older, limit: this.#pageSize });
      this.#pageSize = Math.min(LONGEST_PAGE, 2 * this.#pageSize);
      for (const { build, parts } of items) if (!this.#parts.has(build)) this.#parts.set(build, parts);
      this.turns = withOlder(this.turns, items);
      this.older = next;
    } finally {
      this.loadingOlder = false;
    }
  }

  #setSite(site: Site): void {
    this.site = site;
    this.publishing.see(site);
  }

  /** A turn of a page that is not loaded yet comes with that page. */
  #isOlderThanShown({ build, requestedAt }: TurnHead): boolean {
    const first = this.turns[0];
    if (this.older === null || first === undefined) return false;
    return requestedAt < first.requestedAt && this.turns.every((turn) => turn.build !== build);
  }

  /** The turn may come over the socket before the answer to the letter that asked for it. */
  #hasArrived(prompt: string, at: string): boolean {
    const since = Date.parse(at) - 5_000;
    return this.turns.some((turn) => turn.prompt === prompt && Date.parse(turn.requestedAt) >= since);
  }
}
