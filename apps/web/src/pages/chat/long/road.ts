/** The way back through a conversation of which only the newest messages are here. */
export interface Road {
  /** Whether there are older messages than those that are here. */
  goesOn(): boolean;
  /** Fetches some of them. */
  next(): Promise<void>;
  /** The very first message is here. */
  arrive(): void;
}

/** Walks back to the first message, as long as that is wanted. */
export const walkBack = async (road: Road, wanted: () => boolean): Promise<void> => {
  while (wanted() && road.goesOn()) await road.next();
  if (wanted()) road.arrive();
};
