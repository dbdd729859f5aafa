/** What the double is told to do wrong, each as often as it is asked for. */
export interface DoubleFaults {
  /** Stores an append and never answers it. */
  loseAnswers: number;
  /** Neither stores nor answers an append. */
  loseRequests: number;
  /** Answers no call at all as long as it is true, as a server that hangs. */
  hang: boolean;
  /** Takes nobody's password for an append, as long as it is true. */
  deny: boolean;
}

export const noFaults = (): DoubleFaults => ({ loseAnswers: 0, loseRequests: 0, hang: false, deny: false });
