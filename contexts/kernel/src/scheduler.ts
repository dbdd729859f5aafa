import type { Running } from './running.ts';

/**
 * Deadlines kept by the broker: they survive the restart of everything. When one is due, the item `{queue, id, body}`
 * is put on its work queue, at least once. One schedule per (queue, id).
 */
export interface Scheduler {
  /** Creates the schedule unless there is one. */
  scheduleOnce(item: {
    readonly queue: string;
    readonly id: string;
    readonly at: Date;
    readonly body: unknown;
  }): Promise<'scheduled' | 'exists'>;
  /** `gone` when it has fired already or never was. */
  cancel(queue: string, id: string): Promise<'cancelled' | 'gone'>;
  /** Moves due items on to their work queues; run by the role `scheduler`, any number of them. */
  forwardDue(): Promise<Running>;
}
