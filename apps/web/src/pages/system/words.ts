import type { StuckBuild, System, SystemPart, SystemReader } from '../../api/types.ts';

const PARTS: Readonly<Record<string, string>> = {
  broker: 'Broker',
  'broker-store': 'Store of the broker',
  streams: 'Streams',
  database: 'Database',
  'read-models': 'Read models',
  readers: 'Readers of the log',
  runners: 'Runners',
  host: 'Web host',
  publisher: 'Public events',
  disk: 'Disk',
  'disk-room': 'Room on the disk',
};

export const partName = (part: string): string => PARTS[part] ?? part;

const WELL: Readonly<Record<string, string>> = {
  broker: 'Answers',
  'broker-store': 'Stores what it is given',
  streams: 'Each has a leader',
  database: 'Answers',
  readers: 'In step with the log',
  host: 'Ready to serve',
  publisher: 'Nothing is stuck',
};

/** What is worth saying of a part that is well. */
export const partFact = ({ part }: Pick<SystemPart, 'part'>, seen: System): string => {
  switch (part) {
    case 'runners': {
      const builders = (seen.runners ?? []).filter(({ roles }) => roles.includes('builds')).length;
      return builders === 1 ? '1 is ready to build' : `${builders} are ready to build`;
    }
    case 'read-models': {
      const models = seen.readers.filter(({ kind }) => kind === 'read-model').length;
      return models === 1 ? '1, none stands still' : `${models}, none stands still`;
    }
    case 'disk':
    case 'disk-room': {
      const least = Math.min(...seen.disks.map(({ free }) => free));
      return Number.isFinite(least) ? `${roomOf(least)} are free` : 'There is room';
    }
  }
  return WELL[part] ?? 'Well';
};

const roomOf = (bytes: number): string =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`;

/** Two checks look at the disks; where both are well, one says so. */
export const partsToShow = (parts: readonly SystemPart[]): readonly SystemPart[] =>
  parts
    .filter(({ part, status }) => part !== 'disk-room' || status !== 'ok')
    .toSorted((one, other) => RANK[one.status] - RANK[other.status]);

const RANK = { failing: 0, degraded: 1, ok: 2 } as const;

const QUEUES: Readonly<Record<string, string>> = {
  build: 'Builds',
  ask: 'Questions',
  clarification: 'Answers that are due',
  check: 'Checks of versions',
  picture: 'Pictures of starters',
};

export const queueName = (queue: string): string => QUEUES[queue] ?? queue;

/** "version-checks" is "Version checks". */
export const readerName = (reader: string): string => {
  const words = reader.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const readerState = ({ state, behind, seconds }: SystemReader): string => {
  switch (state) {
    case 'reading':
      if (behind === null || behind === 0) return 'In step';
      return `${counted(behind)} behind${seconds !== null && seconds >= 1 ? `, for ${age(seconds * 1_000)}` : ''}`;
    case 'rebuilding':
      return behind === null ? 'Being rebuilt' : `Being rebuilt, ${counted(behind)} to go`;
    case 'starting':
      return 'Starting';
    case 'retrying':
      return 'Tries again';
    case 'stopped':
      return 'Stands still';
    case 'standing-by':
      return 'Another process has it';
  }
};

const HERE: Partial<Readonly<Record<StuckBuild['cause'], string>>> = {
  'holder-away': 'It expires by itself if that runner is dead; if not, break the lock below.',
  'holder-idle': 'Look at the log of that runner, then break the lock below.',
  forgotten: 'The hourly sweep will; Wake does it at once.',
};

/** What to do about a stuck build, with what this page has where the API names a command. */
export const nextStep = ({ cause, next }: Pick<StuckBuild, 'cause' | 'next'>): string => HERE[cause] ?? next;

const numbers = new Intl.NumberFormat('en-GB');
/** 12,408. */
export const counted = (count: number): string => numbers.format(count);

/** How long something lasts, in milliseconds, as coarse as it is long: "12 s", "4 min", "3 h", "2 d". */
export const age = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
};

/** How long ago a moment was when the system was looked at; a dash where there is none. */
export const ageOf = (moment: string | null, seen: { readonly at: string }): string =>
  moment ? age(Date.parse(seen.at) - Date.parse(moment)) : '–';
