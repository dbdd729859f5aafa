import type { CommandDigest, CommandId, Position, Recorded } from './message.ts';

const KEEP_MS = 48 * 60 * 60 * 1000;
const KEEP_AT_LEAST = 1_000;

export interface RememberedCommand {
  readonly digest: CommandDigest;
  readonly positions: readonly Position[];
  readonly time: string;
}

/**
 * Which commands made the events of one stream: those of the 48 h before its newest event, and never fewer than the
 * last 1,000. It is part of an aggregate's state, so a repeat is found after any restart, whatever the broker forgot.
 */
export class CommandMemory {
  readonly #commands = new Map<CommandId, RememberedCommand>();

  find(id: CommandId): RememberedCommand | undefined {
    return this.#commands.get(id);
  }

  record({ meta }: Recorded): void {
    const known = this.#commands.get(meta.commandId);
    this.#commands.set(meta.commandId, {
      digest: meta.commandDigest,
      positions: [...(known?.positions ?? []), meta.position],
      time: meta.time,
    });
    this.#forgetBefore(Date.parse(meta.time) - KEEP_MS);
  }

  #forgetBefore(limit: number): void {
    for (const [id, { time }] of this.#commands) {
      if (this.#commands.size <= KEEP_AT_LEAST || Date.parse(time) >= limit) return;
      this.#commands.delete(id);
    }
  }
}
