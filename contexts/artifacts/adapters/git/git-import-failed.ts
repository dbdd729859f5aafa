/** Why a repository gives no site. The literal is stable: callers choose their answer by it. */
export type GitImportFailure =
  | 'not-a-repository'
  | 'password-in-address'
  | 'no-access'
  | 'no-such-branch'
  | 'no-such-folder'
  | 'empty'
  | 'too-large'
  | 'timeout'
  | 'unreadable';

/** A repository that was reached and cannot be taken. The message says what to do about it. */
export class GitImportFailed extends Error {
  override readonly name = 'GitImportFailed';
  readonly code: GitImportFailure;

  constructor(code: GitImportFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
