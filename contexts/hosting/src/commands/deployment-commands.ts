import type { Message } from '@pagewright/kernel';

/** Stated by a host about itself; `position` is that of the pointer event that it applied, or could not apply. */
type ByHost<Type extends string, Data> = Message<
  Type,
  { site: string; host: string; target: 'live' | 'preview'; version: number; position: number; now: string } & Data
>;

export type RecordDeployed = ByHost<'RecordDeployed', { digest: string; durationMs: number }>;
export type RecordFailure = ByHost<'RecordFailure', { reason: string }>;

export type DeploymentCommand = RecordDeployed | RecordFailure;
