/** The words do not make a command; the message says what to write. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** What a person can put right: one sentence that names the thing and the next step. */
export class CliProblem extends Error {
  override readonly name = 'CliProblem';
}
