export interface HealthReport {
  readonly status: 'ok' | 'failing';
  /** One line per part that is not well, in words. */
  readonly reasons: readonly string[];
}

/** Whether this process can do its work; `live` needs nothing but the process itself. */
export interface Health {
  ready(): Promise<HealthReport>;
}
