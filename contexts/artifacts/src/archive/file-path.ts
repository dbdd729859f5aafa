import { UnsafeArchive } from './unsafe-archive.ts';
import { defaultArchiveLimits, type ArchiveLimits } from './archive-limits.ts';

export type PathLimits = Pick<ArchiveLimits, 'maxPathBytes' | 'maxPathDepth'>;

/**
 * Checks that a path is a normalised relative POSIX path which means the same file everywhere:
 * no `..`, no empty or `.` segment, no drive letter, backslash, control character or broken text.
 * @throws UnsafeArchive naming the path.
 */
export function assertSafePath(path: string, limits: PathLimits = defaultArchiveLimits): void {
  const refuse = (code: ConstructorParameters<typeof UnsafeArchive>[0], problem: string): never => {
    throw new UnsafeArchive(code, problem, { entry: path });
  };
  const segments = path.split('/');
  if (path.startsWith('/')) refuse('path-escapes', 'has an absolute name');
  if (/^[A-Za-z]:/.test(path)) refuse('path-escapes', 'begins with a drive letter');
  if (segments.includes('..')) refuse('path-escapes', 'leaves its folder');
  if (path.includes('\\')) refuse('bad-name', 'has a backslash in its name');
  if (controlCharacter.test(path)) refuse('bad-name', 'has a control character in its name');
  // U+FFFD is what the decoder leaves where the bytes of a name were not UTF-8.
  if (!path.isWellFormed() || path.includes('\uFFFD')) refuse('bad-name', 'has a name that is not valid UTF-8');
  if (segments.some((segment) => segment === '' || segment === '.')) refuse('bad-name', 'has no normalised name');
  if (Buffer.byteLength(path) > limits.maxPathBytes) {
    refuse('path-too-long', `has a name of more than ${limits.maxPathBytes} bytes`);
  }
  if (segments.some((segment) => Buffer.byteLength(segment) > maxSegmentBytes)) {
    refuse('path-too-long', `has a name with a part of more than ${maxSegmentBytes} bytes`);
  }
  if (segments.length > limits.maxPathDepth) {
    refuse('path-too-deep', `lies more than ${limits.maxPathDepth} folders deep`);
  }
}

/** The order of paths wherever an order counts: by UTF-16 code unit, the same on every machine. */
export const byCodeUnit = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** NAME_MAX of every common file system. */
const maxSegmentBytes = 255;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
