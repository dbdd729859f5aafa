import type { Finding } from './finding.ts';
import type { StoredEvent } from './stored-event.ts';
import { WELL_KNOWN, type Answered, type Visit } from './visitors.ts';

/** SHA-256 of each file of a version, by path. */
export type Files = ReadonlyMap<string, string>;

/** What a site's live address showed from which pointer event on, in the order of the log. */
export interface Shown {
  readonly position: number;
  readonly version: number;
}

/** Live pointers by host name, as the log moved them. */
export const shownIn = (events: readonly StoredEvent[]): ReadonlyMap<string, readonly Shown[]> => {
  const hostOf = new Map<string, string>();
  const shown = new Map<string, Shown[]>();
  for (const { stream, type, position, data } of events) {
    if (type === 'SiteCreated') {
      hostOf.set(stream, String(data['fqdn']));
      shown.set(String(data['fqdn']), []);
    }
    if (type !== 'VersionPromoted' || data['target'] !== 'live') continue;
    shown.get(hostOf.get(stream) ?? '')?.push({ position, version: Number(data['version']) });
  }
  return shown;
};

/**
 * Whether visitors got whole pages: every answer the bytes of one version that was live between the moments before and
 * after the visit, nothing older than the page that names it, and no failure while somebody was there to answer.
 */
export const checkVisits = (
  visits: readonly Visit[],
  shown: ReadonlyMap<string, readonly Shown[]>,
  files: (host: string, version: number) => Files | undefined,
): readonly Finding[] => visits.flatMap((visit) => [...step(visit, shown.get(visit.host) ?? [], files)]);

function* step(
  { host, from, to, answers, excused }: Visit,
  shown: readonly Shown[],
  files: (host: string, version: number) => Files | undefined,
): Generator<Finding> {
  const failed = excused ? [] : answers.filter(({ status }) => status === 0 || status >= 400);
  const past = shown.filter(({ position }) => position <= to);
  const known = past.map(({ version }) => files(host, version));
  /** A name that no version ever had is the site's own mistake. */
  const exists = ({ path }: Answered): boolean => path === WELL_KNOWN || known.some((each) => each?.has(nameOf(path)));
  for (const { path, status, why } of failed.filter(exists)) {
    yield { rule: 'failed-visit', message: `${host}${path} was answered ${status === 0 ? why : status}` };
  }

  if (from === 0 || to === 0) return;
  // Who was shown right before may still be asked for what the new one lacks.
  const candidates = past.flatMap(({ position }, index) => (position >= from ? [known[index]] : []));
  const served = answers.filter(({ path, status }) => status === 200 && path !== WELL_KNOWN);
  const matching = ({ path, sha256 }: Answered): readonly number[] =>
    candidates.flatMap((each, index) => (each?.get(nameOf(path)) === sha256 ? [index] : []));
  const [page] = served.filter(({ path }) => path === '/');
  const oldest = page ? (matching(page)[0] ?? 0) : 0;
  for (const answer of served) {
    const places = matching(answer);
    const isLeft = candidates.some((each) => !each?.has(nameOf(answer.path)));
    if (places.length === 0 && isLeft && known.some((each) => each?.get(nameOf(answer.path)) === answer.sha256))
      continue;
    const why = places.length === 0 ? 'has bytes of no version that was live' : 'is older than the page that names it';
    if (!places.some((place) => place >= oldest)) {
      yield { rule: 'half-served', message: `${host}${answer.path}, between ${from} and ${to}, ${why}` };
    }
  }
}

const nameOf = (path: string): string => (path === '/' ? 'index.html' : decodeURIComponent(path.slice(1)));
