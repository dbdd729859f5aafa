import { lastPosition, scanLog } from '@pagewright/broker';
import type { CliContext } from '../context.ts';
import type { Bound } from './filter.ts';

type Connection = Awaited<ReturnType<CliContext['connect']>>;

/**
 * The position that a bound means. At a time it is the last one up to which every event's time is not later, so that it
 * means the same in a copy of the log, where events were stored at other times.
 */
export const positionAt = async (
  connection: Connection,
  bound: Bound | undefined,
  signal: AbortSignal,
): Promise<number> => {
  const last = await lastPosition(connection);
  if (!bound) return last;
  if (bound.type === 'position') return Math.min(bound.position, last);
  let before = 0;
  for await (const events of scanLog(connection, { signal })) {
    const later = events.find((event) => Date.parse(event.attribute('time') ?? '') > bound.ms);
    if (later) return later.position - 1;
    before = events.at(-1)?.position ?? before;
  }
  return before;
};
