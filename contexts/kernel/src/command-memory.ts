import type { CommandId, Position, Recorded } from './message.ts';

const KEEP_MS = 48 * 60 * 60 * 1000;
const KEEP_AT_LEAST = 1_000;

export interface RememberedCommand {
  readonly id: CommandId;
  /** Of its events in this stream. */
  readonly positions: readonly Position[];
  readonly time: string;
}

/**
 * Which commands made the events of one stream: those of the 48 h before its newest event, and never fewer than the
 * last 1,000. It is part of an aggregate's state, so a repeat is found after any restart, whatever the broker forgot.
 */
export class CommandMemory {
  readonly #commands: Map<CommandId, RememberedCommand>;

  constructor(commands: readonly RememberedCommand[] = []) {
    this.#commands = new Map(commands.map((command) => [command.id, command]));
  }

  /** Oldest first: what another memory of the same stream is made from. */
  all(): readonly RememberedCommand[] {
    return [...this.#commands.values()];
  }

  find(id: CommandId): RememberedCommand | undefined {
    return this.#commands.get(id);
  }

  record({ meta }: Recorded): void {
    const known = this.#commands.get(meta.commandId);
    this.#commands.set(meta.commandId, {
      id: meta.commandId,
      positions: [...(known?.positions ?? []), meta.position],
      time: meta.time,
    });
    if (this.#commands.size > KEEP_AT_LEAST) this.#forgetBefore(Date.parse(meta.time) - KEEP_MS);
  }

  #forgetBefore(limit: number): void {
    for (const [id, { time }] of this.#commands) {
      if (this.#commands.size <= KEEP_AT_LEAST || Date.parse(time) >= limit) return;
      this.#commands.delete(id);
    }
  }
}
