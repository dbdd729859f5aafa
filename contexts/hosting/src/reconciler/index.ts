export { type HostingLog, type HostingNote, type ReconcilerOptions, startReconciler } from './reconciler.ts';
