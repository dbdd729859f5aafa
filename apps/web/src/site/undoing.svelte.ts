import { SvelteMap } from 'svelte/reactivity';
import { doors } from '../api/doors.ts';
import { Refused } from '../api/trouble.ts';
import type { Turn, TurnHead, UndoChoice, UndoTrial } from '../api/types.ts';
import { tell } from '../parts/toasts.ts';

type Take = UndoChoice['take'];

/** What it needs of the site's room. */
interface Room {
  readonly id: string;
  undo(build: string, choices: readonly UndoChoice[]): Promise<Turn>;
}

/**
 * The undo of one build. *Idle*; *direct*: the newest version is taken back without a question; *asking*: `turn` is what
 * the dialog is about, `trial` what it would do, tried again with each choice; *undoing*: it was confirmed.
 */
export class Undoing {
  turn = $state.raw<TurnHead | null>(null);
  trial = $state.raw<UndoTrial | null>(null);
  /** Why it could not be tried or done. */
  raw = $state.raw<unknown>(null);
  /** Later builds came in between while the dialog was open. */
  moved = $state(false);
  /** The build that is being undone this moment. */
  busy = $state<string | null>(null);
  readonly chosen = new SvelteMap<string, Take>();
  readonly open = $derived(this.trial?.conflicts.filter(({ id }) => !this.chosen.has(id)).length ?? 0);
  readonly nothing = $derived(this.trial?.changes.length === 0 && this.trial.conflicts.length === 0);
  readonly ready = $derived(this.trial?.ready === true && this.open === 0 && this.trial.changes.length > 0);

  readonly #room: Room;
  #tries = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  /** The newest one at once; an older one after a look at what it would change. */
  async begin(turn: TurnHead, isHead: boolean): Promise<void> {
    if (this.busy !== null) return;
    if (!isHead) return this.ask(turn);
    this.busy = turn.build;
    try {
      told(turn, await this.#room.undo(turn.build, []));
    } catch (raw) {
      if (conflictsOf(raw)) await this.ask(turn);
      else tell.trouble(`${nameOf(turn)} was not undone`, raw);
    } finally {
      this.busy = null;
    }
  }

  async ask(turn: TurnHead): Promise<void> {
    this.turn = turn;
    this.trial = null;
    this.moved = false;
    this.chosen.clear();
    await this.try();
  }

  async try(): Promise<void> {
    const { turn } = this;
    if (!turn) return;
    this.#tries += 1;
    const mine = this.#tries;
    this.raw = null;
    try {
      const trial = await doors.tryUndo(this.#room.id, turn.build, this.#choices());
      // Only the newest answer counts: another choice may have been made meanwhile.
      if (mine === this.#tries) this.trial = trial;
    } catch (raw) {
      if (mine === this.#tries) this.raw = raw;
    }
  }

  choose(conflict: string, take: Take): void {
    this.chosen.set(conflict, take);
    void this.try();
  }

  async confirm(): Promise<void> {
    const { turn } = this;
    if (!turn || !this.ready || this.busy !== null) return;
    this.busy = turn.build;
    try {
      told(turn, await this.#room.undo(turn.build, this.#choices()));
      this.close();
    } catch (raw) {
      const trial = conflictsOf(raw);
      this.moved = trial !== null;
      if (trial) this.trial = trial;
      else this.raw = raw;
    } finally {
      this.busy = null;
    }
  }

  close(): void {
    this.#tries += 1;
    this.turn = null;
  }

  #choices(): UndoChoice[] {
    return [...this.chosen].map(([conflict, take]) => ({ conflict, take }));
  }
}

const nameOf = ({ outcome }: TurnHead): string =>
  outcome?.type === 'version' ? `Version ${outcome.version}` : 'The build';

const told = (turn: TurnHead, { outcome, place }: TurnHead): void => {
  if (outcome?.type === 'version') {
    tell.done(`${nameOf(turn)} is undone`, { description: `The site without it is version ${outcome.version}` });
    return;
  }
  const behind =
    place === null || place < 2 ? 'It comes after the build that runs.' : `It is number ${place} in the queue.`;
  tell.note(`${nameOf(turn)} will be undone`, { description: behind });
};

/** What the refusal tells of the conflicts as they are now; null for any other failure. */
const conflictsOf = (raw: unknown): UndoTrial | null =>
  raw instanceof Refused && raw.problem.code === 'undo-conflicts'
    ? (raw.problem.details as unknown as UndoTrial)
    : null;
