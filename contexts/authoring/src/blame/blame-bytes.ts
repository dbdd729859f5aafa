import { byCodeUnit } from '../site/site.ts';
import type { BlameRun, TreeBlame } from './blame.ts';

export class BlameInvalid extends Error {
  override readonly name = 'BlameInvalid';
}

/**
 * A blame as it is stored: JSON of `{v: 1, builds, files}`, where `files` has for each path the lengths of its runs, each
 * followed by the index of its build. Equal blames have equal bytes.
 */
export const blameBytes = (blame: TreeBlame): Uint8Array => {
  const numbers = new Map<string, number>();
  const number = (build: string): number => {
    const known = numbers.get(build) ?? numbers.size;
    numbers.set(build, known);
    return known;
  };
  const files = [...blame]
    .toSorted(([a], [b]) => byCodeUnit(a, b))
    .map(([path, runs]) => [path, runs.flatMap(({ length, build }) => [length, number(build)])]);
  return new TextEncoder().encode(JSON.stringify({ v: 1, builds: [...numbers.keys()], files }));
};

/** @throws BlameInvalid */
export const readBlame = (bytes: Uint8Array): TreeBlame => {
  const stored = parsed(bytes);
  if (!isStored(stored)) throw new BlameInvalid('The stored blame has another shape than this program writes.');
  const { builds, files } = stored;
  return new Map(files.map(([path, numbers]) => [path, runsOf(numbers, builds)]));
};

interface Stored {
  readonly v: 1;
  readonly builds: readonly string[];
  readonly files: readonly (readonly [string, readonly number[]])[];
}

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (raw) {
    throw new BlameInvalid('The stored blame is not JSON.', { cause: raw });
  }
};

const isStored = (value: unknown): value is Stored =>
  typeof value === 'object' &&
  value !== null &&
  'v' in value &&
  value.v === 1 &&
  'builds' in value &&
  Array.isArray(value.builds) &&
  'files' in value &&
  Array.isArray(value.files);

const runsOf = (numbers: readonly number[], builds: readonly string[]): BlameRun[] => {
  const runs: BlameRun[] = [];
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    const build = builds[numbers[at + 1] ?? -1];
    if (build === undefined) throw new BlameInvalid('The stored blame names a build that it does not list.');
    runs.push({ length: numbers[at] ?? 0, build });
  }
  return runs;
};
