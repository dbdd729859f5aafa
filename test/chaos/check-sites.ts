import type { Finding } from './finding.ts';
import type { StoredEvent } from './stored-event.ts';

const ENDS = new Set(['BuildSucceeded', 'BuildDeclined', 'BuildRejected', 'BuildFailed', 'BuildCancelled']);
const REPORTS = new Set([...ENDS, 'BuildClarificationAsked']);

interface Build {
  state: 'waiting' | 'running' | 'asking' | 'ended';
  attempt: number;
  token: number;
}

interface SiteState {
  readonly builds: Map<string, Build>;
  /** Trees by version. */
  readonly versions: Map<number, string>;
  readonly deleted: Set<number>;
  readonly pointers: Map<string, number | null>;
  readonly checked: Set<string>;
  running: string | null;
  /** The highest fencing token so far, and who holds it. */
  token: number;
  holder: unknown;
  last: number;
}

/** What holds for a site, event after event: one build at a time, tokens that only rise, versions and pointers in order. */
export const checkSites = (events: readonly StoredEvent[]): readonly Finding[] => {
  const findings: Finding[] = [];
  const sites = new Map<string, SiteState>();
  for (const event of events) {
    if (event.kind !== 'site') continue;
    const site = sites.get(event.stream) ?? newSite();
    sites.set(event.stream, site);
    for (const { rule, message } of step(site, event)) {
      findings.push({ rule, message: `site ${event.stream} at ${event.position}, ${event.type}: ${message}` });
    }
  }
  for (const [id, { builds }] of sites) {
    for (const [build, { state }] of builds) {
      if (state === 'ended' || state === 'asking') continue;
      findings.push({ rule: 'build-without-an-end', message: `site ${id}: build ${build} is ${state}` });
    }
  }
  return findings;
};

const newSite = (): SiteState => ({
  builds: new Map(),
  versions: new Map(),
  deleted: new Set(),
  pointers: new Map(),
  checked: new Set(),
  running: null,
  token: 0,
  holder: null,
  last: 0,
});

function* step(site: SiteState, { type, data }: StoredEvent): Generator<Finding> {
  const build = typeof data['build'] === 'string' ? data['build'] : '';
  const known = site.builds.get(build);
  switch (type) {
    case 'BuildRequested':
      if (known) yield { rule: 'duplicate-effect', message: `build ${build} was requested before` };
      site.builds.set(build, { state: 'waiting', attempt: 0, token: 0 });
      return;
    case 'BuildClarified':
      if (known) known.state = 'waiting';
      return;
    case 'BuildStarted':
      yield* started(site, build, data);
      return;
    case 'VersionPromoted':
      yield* promoted(site, data);
      return;
    case 'VersionDeleted':
      site.deleted.add(Number(data['version']));
      return;
    case 'VersionChecked': {
      const [version, run] = [Number(data['version']), Number(data['run'])];
      const name = `${version}, run ${run}`;
      if (site.checked.has(name)) yield { rule: 'duplicate-effect', message: `version ${name} was checked before` };
      site.checked.add(name);
      if (site.versions.get(version) !== data['digest']) yield { rule: 'wrong-tree', message: `of version ${version}` };
      return;
    }
    default:
      if (REPORTS.has(type)) yield* reported(site, build, type, data);
  }
}

function* started(site: SiteState, build: string, data: StoredEvent['data']): Generator<Finding> {
  const known = site.builds.get(build);
  const [attempt, token] = [Number(data['attempt']), Number(data['fencingToken'])];
  if (!known || known.state === 'ended') yield { rule: 'stale-writer', message: `build ${build} does not wait` };
  // A runner does all that waits at a site under one lock.
  const isHeld = token === site.token && data['runnerId'] === site.holder;
  if (token <= site.token && !isHeld) {
    yield { rule: 'token-regression', message: `token ${token} after ${site.token}` };
  }
  if (site.running !== null && site.running !== build) {
    yield { rule: 'two-at-once', message: `build ${build} beside ${site.running}` };
  }
  if (known && attempt !== known.attempt + 1) {
    yield { rule: 'broken-attempts', message: `attempt ${attempt} after ${known.attempt}` };
  }
  if (token > site.token) [site.token, site.holder] = [token, data['runnerId']];
  site.running = build;
  site.builds.set(build, { state: 'running', attempt, token });
}

function* reported(site: SiteState, build: string, type: string, data: StoredEvent['data']): Generator<Finding> {
  const known = site.builds.get(build);
  if (!known || known.state === 'ended') {
    yield { rule: 'two-ends', message: `build ${build} had ended` };
    return;
  }
  const token = data['fencingToken'];
  if (typeof token === 'number' && (token !== known.token || data['attempt'] !== known.attempt)) {
    yield { rule: 'stale-writer', message: `token ${token}, where ${known.token} holds the site` };
  }
  if (site.running === build) site.running = null;
  known.state = ENDS.has(type) ? 'ended' : 'asking';
  if (type !== 'BuildSucceeded') return;
  const version = Number(data['version']);
  if (version !== site.last + 1) yield { rule: 'broken-versions', message: `version ${version} after ${site.last}` };
  site.last = Math.max(site.last, version);
  site.versions.set(version, String(data['tree']));
  site.pointers.set('preview', version);
}

function* promoted(site: SiteState, data: StoredEvent['data']): Generator<Finding> {
  const [version, target] = [Number(data['version']), String(data['target'])];
  if (!site.versions.has(version) || site.deleted.has(version)) {
    yield { rule: 'promoted-nothing', message: `version ${version} is not there` };
  }
  if (site.versions.get(version) !== data['digest']) yield { rule: 'wrong-tree', message: `of version ${version}` };
  const before = site.pointers.get(target) ?? null;
  if (data['previous'] !== before) {
    yield {
      rule: 'lost-pointer',
      message: `it says ${String(data['previous'])} was ${target}, but that was ${before}`,
    };
  }
  site.pointers.set(target, version);
}
