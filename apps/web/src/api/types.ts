import type { components } from './schema.d.ts';

type Schemas = components['schemas'];

export type Attachment = Schemas['Attachment'];
export type AttachedFile = Schemas['AttachedFile'];
export type Account = Schemas['Account'];
export type Authorship = Schemas['Authorship'];
export type Chat = Schemas['Chat'];
export type EventInHistory = Schemas['EventInHistory'];
export type Explanation = Schemas['Explanation'];
export type Checks = Schemas['Checks'];
export type ChecksSummary = Schemas['ChecksSummary'];
export type FileChange = Schemas['FileChange'];
export type FileDiff = Schemas['FileDiff'];
export type Files = Schemas['Files'];
export type Hunk = Schemas['Hunk'];
export type Installation = Schemas['Installation'];
export type ImportLine =
  | { readonly step: 'connecting' | 'receiving' | 'reading' | 'storing'; readonly bytes: number }
  | { readonly upload: Upload }
  | { readonly problem: Problem };
export type LiveAt = Schemas['LiveAt'];
export type LoggedEvent = Schemas['LoggedEvent'];
export type Outcome = Schemas['Outcome'];
export type Part = Schemas['Part'];
export type Person = Schemas['Person'];
export type Problem = Schemas['Problem'];
export type Promoted = Schemas['Promoted'];
export type RecordedPart = Schemas['RecordedPart'];
export type Ruler = Schemas['Ruler'];
export type Session = Schemas['Session'];
export type Site = Schemas['Site'];
export type SiteAsOf = Schemas['SiteAsOf'];
export type Starter = Schemas['Starter'];
export type StuckBuild = Schemas['StuckBuild'];
export type System = Schemas['System'];
export type SystemItem = Schemas['SystemItem'];
export type SystemLock = Schemas['SystemLock'];
export type SystemPart = Schemas['SystemPart'];
export type SystemReader = Schemas['SystemReader'];
export type Turn = Schemas['Turn'];
export type UndoConflict = Schemas['UndoConflict'];
export type UndoTrial = Schemas['UndoTrial'];
export type Upload = Schemas['Upload'];
export type Version = Schemas['Version'];
export type VisualEdits = Schemas['VisualEdits'];
export type VersionDiff = Schemas['VersionDiff'];

/** What to take at a conflict of an undo. */
export interface UndoChoice {
  readonly conflict: string;
  readonly take: 'ours' | 'theirs';
}
export type Pointer = NonNullable<Site['live']>;
export type BuildStep = Extract<Part, { kind: 'progress' }>['step'];
export type Step = Extract<Part, { kind: 'step' }>;
/** A turn as the live socket sends it: its parts come one by one. */
export type TurnHead = Omit<Turn, 'parts'>;
/** What a new site is made from. */
export type SiteOrigin =
  { readonly starter: string } | { readonly upload: string } | { readonly site: string; readonly version: number };

export interface Paged<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
