/** Why a set of files is refused. The literal is stable: callers choose their answer by it. */
export type UnsafeArchiveCode =
  | 'bad-name'
  | 'path-escapes'
  | 'path-too-long'
  | 'path-too-deep'
  | 'duplicate-name'
  | 'link'
  | 'device'
  | 'unsupported-entry'
  | 'too-many-files'
  | 'too-large'
  | 'not-an-archive'
  | 'not-a-tar-gz'
  | 'damaged'
  | 'truncated'
  | 'trailing-garbage';

export interface UnsafeArchiveDetails {
  /** The entry at fault as it was spelled, if one is. */
  readonly entry?: string;
  readonly cause?: unknown;
}

/** Files that are refused whole. The message names the entry and what the sender can do about it. */
export class UnsafeArchive extends Error {
  override readonly name = 'UnsafeArchive';
  readonly code: UnsafeArchiveCode;
  /** What is wrong, without the entry before it and the next step after it. */
  readonly problem: string;
  readonly entry: string | undefined;

  constructor(code: UnsafeArchiveCode, problem: string, details: UnsafeArchiveDetails = {}) {
    const subject = details.entry === undefined ? 'The archive' : `The entry ${quoted(details.entry)}`;
    super(`${subject} ${problem}. ${nextStep[code]}`, 'cause' in details ? { cause: details.cause } : {});
    this.code = code;
    this.problem = problem;
    this.entry = details.entry;
  }
}

const nextStep: Record<UnsafeArchiveCode, string> = {
  'bad-name': 'Rename the file using printable characters and forward slashes, then pack again.',
  'path-escapes': 'Pack again from inside the folder, with relative names only.',
  'path-too-long': 'Shorten the name or its folders, then pack again.',
  'path-too-deep': 'Move the file to a shallower folder, then pack again.',
  'duplicate-name': 'Rename one of the two, then pack again.',
  link: 'Put a copy of the file in its place, then pack again.',
  device: 'Leave it out, then pack again.',
  'unsupported-entry': 'Pack again with plain files only: not encrypted, not sparse, no special entries.',
  'too-many-files': 'Leave out what the site does not serve, such as sources and packages, then pack again.',
  'too-large': 'Make the files smaller or leave some out, then pack again.',
  'not-an-archive': 'Choose a zip or a tar.gz with the files of the site.',
  'not-a-tar-gz': 'Send one gzip-compressed tar archive.',
  damaged: 'Pack the files again, then send that.',
  truncated: 'Send the whole archive again.',
  'trailing-garbage': 'Send the archive alone, with nothing after its end.',
};

const quoted = (name: string): string => JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
