import type { VisualEdits } from '@pagewright/authoring';
import type { ActivityPart, FileTree } from '@pagewright/kernel';
import type { AgentUse, WorkerJob } from '../../protocol/wire.ts';
import type { Attached } from '../attachments.ts';

export interface AgentTask {
  /** What the person asked for, in their words. */
  readonly request: string;
  readonly tree: FileTree;
  /** Questions that this build asked before, with their answers, in order. */
  readonly clarifications: readonly { readonly question: string; readonly answer: string }[];
  /** The site's last builds that ended, the newest last. */
  readonly history: WorkerJob['history'];
  /** Fetches the files before the newest of them that made a version; undefined if there are none. */
  readonly previous: () => Promise<FileTree | undefined>;
  /** Elements of pages that the person pointed at, by their place in the source. */
  readonly picks: WorkerJob['picks'];
  /** Files that came with the request; what is to be added stands in the tree already. */
  readonly attachments: readonly Attached[];
  /** Edits to carry out as they are, instead of the request; null where there are none. */
  readonly edits: VisualEdits | null;
  /** Aborts when the build is to stop; what was made so far is kept. */
  readonly signal: AbortSignal;
}

/** What an agent shows while it works; `tree` is what there is now, kept if the build is stopped. */
export type AgentNews =
  { readonly type: 'part'; readonly part: ActivityPart } | { readonly type: 'tree'; readonly tree: FileTree };

export type AgentResult =
  | {
      readonly type: 'changed';
      readonly tree: FileTree;
      readonly summary: string;
      readonly use: Omit<AgentUse, 'name'>;
    }
  | { readonly type: 'declined'; readonly message: string; readonly suggestions: readonly string[] }
  | { readonly type: 'asked'; readonly question: string; readonly choices: readonly string[] };

/** Somebody who changes a website when asked in words. What changed is not for it to say: the trees are compared. */
export interface Agent {
  readonly name: string;
  work(task: AgentTask): AsyncGenerator<AgentNews, AgentResult, void>;
}
