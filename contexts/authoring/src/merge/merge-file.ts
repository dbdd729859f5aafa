import { derivedId } from '@pagewright/kernel/ids';
import { readText, type SourceText, writeText } from '../html/source-text.ts';
import { sameBytes } from '../site/site.ts';
import { diff3, type MergedPart } from './diff3.ts';
import { textUnits } from './text-units.ts';

/** What one of the three trees has at a conflict: `text` is null for a file that is no text. */
export interface ConflictSide {
  readonly text: string | null;
  /** Bytes of the file, or of the hunk in UTF-8. */
  readonly size: number;
}

/** A place that ours and theirs both changed since base, and differently; a side is null where it has no such file. */
export interface MergeConflict {
  /** The same for the same path and the same three sides, so that a choice outlives changes elsewhere. */
  readonly id: string;
  readonly path: string;
  readonly kind: 'hunk' | 'file';
  /** Of the first line in ours, from 1; null for a whole file. */
  readonly line: number | null;
  readonly base: ConflictSide | null;
  readonly ours: ConflictSide | null;
  readonly theirs: ConflictSide | null;
}

export type Choice = 'ours' | 'theirs';
/** What to take, by the id of the conflict. */
export type Choices = ReadonlyMap<string, Choice>;

export interface FileVersions {
  readonly base: Uint8Array | undefined;
  readonly ours: Uint8Array | undefined;
  readonly theirs: Uint8Array | undefined;
}

export interface MergedFile {
  /** Undefined where the merge has no such file. A conflict without a choice leaves ours in its place. */
  readonly bytes: Uint8Array | undefined;
  readonly conflicts: readonly MergeConflict[];
}

/** Merges one file by hunks where all three are text of one encoding, else whole. */
export const mergeFile = (path: string, versions: FileVersions, choices: Choices): MergedFile => {
  const { base, ours, theirs } = versions;
  if (sameBytes(ours, theirs) || sameBytes(base, theirs)) return { bytes: ours, conflicts: [] };
  if (sameBytes(base, ours)) return { bytes: theirs, conflicts: [] };
  return mergeTexts(path, versions, choices) ?? chooseFile(path, versions, choices);
};

const mergeTexts = (path: string, { base, ours, theirs }: FileVersions, choices: Choices): MergedFile | undefined => {
  const [old, left, right] = [textOf(base), textOf(ours), textOf(theirs)];
  if (!old || !left || !right || old.encoding !== left.encoding || old.encoding !== right.encoding) return undefined;
  const mine = textUnits(left.text);
  const parts = diff3(textUnits(old.text), mine, textUnits(right.text));
  const conflicts = conflictsOf(path, parts, mine);
  const open = conflicts[Symbol.iterator]();
  const pieces = parts.map((part) => {
    if (part.type === 'settled') return part.units;
    const { value } = open.next();
    return part[(value && choices.get(value.id)) ?? 'ours'];
  });
  return { bytes: writeText({ text: pieces.flat().join(''), encoding: old.encoding }), conflicts };
};

const textOf = (bytes: Uint8Array | undefined): SourceText | undefined => bytes && readText(bytes);

const conflictsOf = (path: string, parts: readonly MergedPart[], ours: readonly string[]): MergeConflict[] => {
  const named = namer(path);
  return parts.flatMap((part) => {
    if (part.type === 'settled') return [];
    const [base, left, right] = [part.base.join(''), part.ours.join(''), part.theirs.join('')];
    const line = 1 + lineEnds(ours.slice(0, part.at).join(''));
    const id = named(base, left, right);
    return [{ id, path, kind: 'hunk', line, base: textSide(base), ours: textSide(left), theirs: textSide(right) }];
  });
};

const chooseFile = (path: string, versions: FileVersions, choices: Choices): MergedFile => {
  const { base, ours, theirs } = versions;
  const id = namer(path)(...[base, ours, theirs].map((bytes) => (bytes ? Buffer.from(bytes).toString('latin1') : '')));
  const conflict = { id, path, kind: 'file', line: null, base: fileSide(base), ours: fileSide(ours) } as const;
  return {
    bytes: versions[choices.get(id) ?? 'ours'],
    conflicts: [{ ...conflict, theirs: fileSide(theirs) }],
  };
};

/** Ids from content; of several with the same content the second and later ones carry their number. */
const namer = (path: string): ((...sides: readonly string[]) => string) => {
  const seen = new Map<string, number>();
  return (...sides) => {
    const first = derivedId('merge-conflict', path, ...sides);
    const before = seen.get(first) ?? 0;
    seen.set(first, before + 1);
    return before === 0 ? first : derivedId('merge-conflict', first, String(before));
  };
};

const lineEnds = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;

const textSide = (text: string): ConflictSide => ({ text, size: Buffer.byteLength(text) });

const fileSide = (bytes: Uint8Array | undefined): ConflictSide | null =>
  bytes ? { text: textOf(bytes)?.text ?? null, size: bytes.length } : null;
