import { checkStreams } from '../check-streams.ts';
import type { Finding } from '../finding.ts';
import type { StoredEvent } from '../stored-event.ts';
import type { RaceEntry } from './race.ts';

/** Whether every answered command lies in the log once, whole, and every stream is a chain. */
export const checkRace = (entries: readonly RaceEntry[], events: readonly StoredEvent[]): readonly Finding[] => {
  const findings: Finding[] = [...checkStreams(events)];
  const effects = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const command = event.id.slice(0, event.id.lastIndexOf(':'));
    effects.set(command, [...(effects.get(command) ?? []), event]);
  }
  const sent = new Map(entries.flatMap((entry) => (entry.type === 'sent' ? [[entry.id, entry]] : [])));
  const last = events.at(-1)?.position ?? 0;
  for (const { type, id, ...entry } of entries) {
    if (type !== 'done' || !('position' in entry)) continue;
    const found = effects.get(id)?.length ?? 0;
    const least = sent.get(id)?.least ?? 0;
    const lost = entry.position > last || (found === 0 && least > 0);
    if (lost) {
      findings.push({ rule: 'acked-but-lost', message: `${id}, done at ${entry.position}; the log ends at ${last}` });
    }
  }
  for (const [id, found] of effects) {
    const { least, most } = sent.get(id) ?? { least: 0, most: Infinity };
    if (found.length < least) {
      findings.push({ rule: 'partial-batch', message: `${id} has ${found.length} events of ${least}` });
    }
    if (found.length > most) {
      findings.push({ rule: 'duplicate-effect', message: `${id} has ${found.length} events, not ${most}` });
    }
  }
  return findings;
};
