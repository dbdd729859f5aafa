import type { Goal, Spread } from './figures.ts';

/** One number of a measurement, such as commands per second. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  /** Ours only: a ratio to a peer would say nothing. */
  readonly alone?: boolean;
  /** Of our own figure or its ratio to the peer of this name. */
  readonly goals?: Readonly<Record<string, readonly Goal[]>>;
}

/** Whoever does the work: we, or a peer. */
export interface Side {
  readonly name: string;
  /** What a reader must know to judge it: durability, sizes, options that differ from the default. */
  readonly settings: string;
  /** Does the work once and answers every figure of the comparison by its name. */
  measure(): Promise<Readonly<Record<string, number>>>;
}

export interface Comparison {
  readonly variant: string;
  readonly figures: readonly Figure[];
  readonly ours: Side;
  /** Measured in turn with ours, round by round; none where there is nobody to be beside. */
  readonly peers: readonly Side[];
  /** Rounds; those of the run unless told, for what takes minutes. */
  readonly pairs?: number;
  /** Whether a first round is made that does not count; unless told it is. */
  readonly warmUp?: boolean;
}

/** One line of the results, as the JSON file has it. */
export interface Row {
  /** Of the specification, such as `P1`. */
  readonly id: string;
  readonly variant: string;
  readonly unit: string;
  readonly ours: Spread;
  readonly peer: ({ readonly name: string } & Spread) | null;
  readonly ratio: Spread | null;
  readonly higherIsBetter: boolean;
  readonly goal: string | null;
  readonly met: boolean | null;
  readonly pairs: number;
  readonly settings: {
    readonly ours: string;
    readonly peer: string | null;
    readonly machine: string;
    readonly versions: string;
    readonly at: string;
    readonly command: string;
  };
}

export interface BenchContext {
  /** Two short rounds with small amounts: proves that the bench works, and nothing about speed. */
  readonly quick: boolean;
  /** Rounds that count: 5 unless told. */
  readonly pairs: number;
  /** Length of a round that is measured by the clock, in seconds. */
  readonly seconds: number;
  /** What is started for the bench; ended after it, the last first. */
  readonly stack: AsyncDisposableStack;
  /** Folder for profiles of processes that are started; undefined where none are wanted. */
  readonly profiles: string | undefined;
  compare(comparison: Comparison): Promise<void>;
  /** A peer, or nothing where it cannot be had; that is said and makes the run fail at its end. */
  peer<Part>(name: string, open: () => Promise<Part>): Promise<Part | undefined>;
  say(line: string): void;
}

export interface Bench {
  readonly id: string;
  readonly name: string;
  /** For the list of benches. */
  readonly what: string;
  run(context: BenchContext): Promise<void>;
}
