import type { Position } from './message.ts';

/** Best-effort word that a projection has committed up to a position; a missed one is healed by asking the checkpoint. */
export interface Announcements {
  committed(projection: string, position: Position): void;
  onCommitted(listener: (projection: string, position: Position) => void): () => void;
}
