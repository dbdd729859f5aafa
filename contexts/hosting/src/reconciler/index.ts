export type { Fold, FoldMemory } from './fold-memory.ts';
export {
  type HostingLog,
  type HostingNote,
  type ReconcilerOptions,
  startReconciler,
  type SwitchNote,
} from './reconciler.ts';
