/**
 * What a running attempt shows while it runs: kept 90 days on a stream of its own, never projected. When the attempt
 * ends, the same parts are stored as one JSON-lines blob that the ending event names.
 */
export type ActivityPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'thinking'; readonly text: string }
  | {
      readonly kind: 'step';
      readonly id: string;
      readonly state: 'running' | 'done' | 'failed';
      readonly verb: string;
      readonly text: string;
      readonly path?: string;
      readonly detail?: string;
    }
  | { readonly kind: 'progress'; readonly step: BuildStep; readonly percent: number; readonly text: string };

/** The six steps of a worker, in order. */
export const BUILD_STEPS = ['fetching', 'unpacking', 'executing', 'checking', 'packing', 'uploading'] as const;
export type BuildStep = (typeof BUILD_STEPS)[number];

export interface ActivityAddress {
  readonly site: string;
  readonly build: string;
  readonly attempt: number;
}

export type RecordedActivity = ActivityAddress & {
  readonly sequence: number;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly part: ActivityPart;
};

export interface Activity {
  /** Stores a part and returns its sequence. */
  publish(address: ActivityAddress, part: ActivityPart): Promise<number>;
  /** All parts of a build's attempts so far, in order. */
  read(build: string): Promise<readonly RecordedActivity[]>;
  /** Newest sequence, 0 when none. */
  last(): Promise<number>;
  /** Endless, in order, without a gap or a repeat, from after the given sequence. */
  subscribe(options: { readonly after: number; readonly signal: AbortSignal }): AsyncIterable<RecordedActivity>;
}
