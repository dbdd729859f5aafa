import type { Finding } from './finding.ts';
import type { StoredEvent } from './stored-event.ts';

/** What holds for every stream: each command's events once, all of them, in a row without a gap. */
export const checkStreams = (events: readonly StoredEvent[]): readonly Finding[] => {
  const findings: Finding[] = [];
  const ids = new Map<string, number>();
  const versions = new Map<string, number>();
  const batches = new Map<string, number[]>();
  for (const { position, id, kind, stream, version } of events) {
    const first = ids.get(id);
    if (first !== undefined) {
      findings.push({ rule: 'duplicate-event', message: `${id} lies at ${first} and again at ${position}` });
    }
    ids.set(id, position);

    const name = `${kind}.${stream}`;
    const before = versions.get(name) ?? 0;
    if (version !== before + 1) {
      findings.push({ rule: 'broken-chain', message: `${name} goes from ${before} to ${version} at ${position}` });
    }
    versions.set(name, version);

    const cut = id.lastIndexOf(':');
    const command = id.slice(0, cut);
    batches.set(command, [...(batches.get(command) ?? []), Number(id.slice(cut + 1))]);
  }
  for (const [command, indexes] of batches) {
    const ordered = indexes.toSorted((a, b) => a - b);
    if (ordered.some((index, place) => index !== place)) {
      findings.push({ rule: 'partial-batch', message: `${command} has only its events ${ordered.join(', ')}` });
    }
  }
  return findings;
};
