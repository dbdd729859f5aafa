import { diskChecks, readersCheck } from './checks.ts';
import { type Check, createHealth, type Health, type HealthLog } from './health.ts';
import type { Readers } from './readers.ts';
import type { Telemetry } from './telemetry.ts';

interface Parts {
  /** Of this program alone. */
  readonly checks: readonly Check[];
  readonly readers: Readers;
  readonly telemetry: Telemetry;
  readonly log: HealthLog;
  /** Folders that must have room, by what people call them. */
  readonly folders: Readonly<Record<string, string>>;
}

/** The health of one of the house's processes: its own checks, room on its disks, and its readers of the log. */
export const openHealth = ({ checks, readers, telemetry: { metrics }, log, folders }: Parts): Health =>
  createHealth({
    checks: [...checks, ...diskChecks(folders, metrics), readersCheck(readers)],
    metrics,
    log,
    before: () => readers.look(),
  });
