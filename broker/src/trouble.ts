/** Something that is tried again by itself; for logs and metrics, never for control. */
export interface Trouble {
  /** Whose: `queue build`, `policy policy-builds`, `scheduler`. */
  readonly source: string;
  readonly error: unknown;
  /** Milliseconds until the next attempt; absent when there is none. */
  readonly againInMs?: number;
}

/** One line for a log. */
export const sentenceOf = ({ source, error, againInMs }: Trouble): string => {
  const reason = error instanceof Error ? error.message : String(error);
  return `${source}: ${reason}${againInMs === undefined ? '' : ` (tried again in ${againInMs / 1000} s)`}`;
};

export type OnTrouble = (trouble: Trouble) => void;

/** Tells the listener; one that throws must not break the work. */
export const tell = (listener: OnTrouble | undefined, trouble: Trouble): void => {
  try {
    listener?.(trouble);
  } catch {
    // A listener's fault is its own.
  }
};
