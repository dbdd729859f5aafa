import { mkdir, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getBytes, packTree, putBytes, type ArtifactStore, digestOf, unpackArchive } from '@pagewright/artifacts';
import { memoryArtifactStore } from '@pagewright/artifacts/memory';
import type { Broker } from '@pagewright/broker';
import { openMemoryBroker } from '@pagewright/broker/memory';
import {
  actor,
  type CommandContext,
  commandDigest,
  commandId,
  createAggregates,
  createCatalogue,
  type Recorded,
  type Running,
  type Sealed,
} from '@pagewright/kernel';
import {
  type AccountRef,
  type BuildId,
  ASK_QUEUE,
  BUILD_QUEUE,
  type ExistingSite,
  type QuestionId,
  type Sha256,
  siteDecider,
  type SiteEvent,
  siteEventDefinitions,
  type SiteId,
  siteStream,
  type UndoChoice,
  type VersionNumber,
} from '@pagewright/sites';
import { temporaryFolder, type TemporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { waitFor } from '../../../../test/support/wait-for.ts';
import {
  type BuildPorts,
  type BuildSettings,
  openProcessSpawner,
  openSiteBus,
  type RunnerEvent,
  type SiteCommands,
  startBuilds,
} from '../../src/index.ts';

export const catalogue = createCatalogue(siteEventDefinitions);
export const owner = 'ada' as AccountRef;
const WAYS = fileURLToPath(new URL('ways-worker.ts', import.meta.url));

/** A file that goes with a request of the tests. */
export interface SentFile {
  readonly name: string;
  readonly text: string;
  readonly intent: 'reference' | 'add';
}

export interface TestRunner extends AsyncDisposable {
  readonly running: Running;
  readonly events: RunnerEvent[];
  /** Names of the processes of its workers, in the order they died. */
  readonly dead: () => readonly string[];
}

export interface Bench extends AsyncDisposable {
  readonly broker: Broker;
  readonly artifacts: ArtifactStore;
  /** Folder of the runners' workers. */
  readonly workers: string;
  runner(settings?: Partial<BuildSettings>, ports?: Partial<BuildPorts>): Promise<TestRunner>;
  /** A site whose import waits; its files are those given. */
  site(name: string, files?: Readonly<Record<string, string>>): Promise<SiteId>;
  /** The same for any archive. */
  siteFrom(name: string, archive: Uint8Array): Promise<SiteId>;
  request(site: SiteId, prompt: string, agent?: string, files?: readonly SentFile[]): Promise<BuildId>;
  ask(site: SiteId, words: string): Promise<QuestionId>;
  restore(site: SiteId, version: number): Promise<BuildId>;
  /** Asks for an undo that nobody has made yet. */
  undo(site: SiteId, undoes: BuildId, choices?: readonly UndoChoice[]): Promise<BuildId>;
  answer(site: SiteId, build: BuildId, words: string): Promise<void>;
  cancel(site: SiteId, build: BuildId): Promise<void>;
  /** Tells the runners that the site may have builds. */
  wake(site: SiteId): Promise<void>;
  log(site: SiteId): Promise<readonly Recorded<SiteEvent>[]>;
  state(site: SiteId): Promise<ExistingSite>;
  /** Waits for an event of the build. */
  event<Type extends SiteEvent['type']>(
    site: SiteId,
    build: BuildId,
    type: Type,
    timeout?: number,
  ): Promise<Extract<Recorded<SiteEvent>, { type: Type }>>;
  open(text: Sealed | null): Promise<string>;
  /** The files of a stored archive. */
  files(digest: string): Promise<Readonly<Record<string, string>>>;
  /** The parts that an activity blob holds. */
  blob(digest: string): Promise<readonly Record<string, unknown>[]>;
}

const ASK = { name: ASK_QUEUE, ackWaitMs: 5_000, backoffMs: [], maxAckPending: 8 };

export const HELLO = { 'index.html': '<!doctype html><title>Hello</title><h1>Hello</h1>\n' };

export const pack = (files: Readonly<Record<string, string>>): Promise<Uint8Array> =>
  packTree(new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])));

/** A broker in memory, or the one given, with artifacts in memory and whatever runners a test starts on them. */
export const openBench = async (given?: Broker, stored?: ArtifactStore): Promise<Bench> => {
  const broker = given ?? openMemoryBroker({ catalogue, locks: { ttlSeconds: 2, renewMs: 500 }, queues: [ASK] });
  const artifacts = stored ?? memoryArtifactStore();
  const folder: TemporaryFolder = await temporaryFolder('runner');
  await chmod(folder.path, 0o755);
  const workers = join(folder.path, 'workers');
  await mkdir(workers, { mode: 0o700 });
  const people = createAggregates(broker.events);
  await using opened = new AsyncDisposableStack();
  const bus = opened.use(await openSiteBus(people));
  // On a real broker that is another user's business.
  if (!given) await opened.use(await broker.scheduler.forwardDue()).ready;
  const runners = opened.use(new AsyncDisposableStack());

  let count = 0;
  const say = async (command: Parameters<SiteCommands>[0]): Promise<void> => {
    count += 1;
    const id = commandId('test', String(count), command.data.site);
    const context: CommandContext = {
      commandId: id,
      commandDigest: commandDigest(count),
      actor: actor('account', owner),
      correlationId: `asked-${count}`,
      causationId: id,
      now: new Date().toISOString(),
    };
    await bus.commands(command, context);
  };
  const now = (): string => new Date().toISOString();
  const idOf = (kind: string): string => `${kind}-${(count += 1)}`;
  const seal = (site: SiteId, text: string) => broker.sealer.seal({ kind: 'site', id: site }, text);
  const wake = (site: SiteId) => broker.work.put({ queue: BUILD_QUEUE, id: site, body: { site } });
  const log = async (site: SiteId) =>
    (await broker.events.load(siteStream(site))).events as readonly Recorded<SiteEvent>[];

  const siteFrom: Bench['siteFrom'] = async (name, archive) => {
    const site = name as SiteId;
    const stored = await putBytes(artifacts, archive);
    const source = { type: 'upload', archive: { digest: stored.digest as never, size: stored.size } } as const;
    const importBuild = `${name}-import` as BuildId;
    const about = { site, now: now(), by: owner, name, fqdn: `${name}.localhost`, key: 'a'.repeat(16) };
    await say({ type: 'CreateSite', data: { ...about, source, importBuild } });
    await wake(site);
    return site;
  };

  const rest = opened.move();
  return {
    broker,
    artifacts,
    workers,
    wake,
    log,
    siteFrom,
    site: async (name, files = HELLO) => siteFrom(name, await pack(files)),
    runner: async (settings = {}, ports = {}) => {
      const aggregates = createAggregates(broker.events);
      const ownBus = await openSiteBus(aggregates);
      const events: RunnerEvent[] = [];
      const running = await startBuilds({
        ports: { ...broker, ...ports },
        aggregates,
        commands: ownBus.commands,
        artifacts,
        spawner: await openProcessSpawner({ folder: workers, program: WAYS }),
        observe: (event) => events.push(event),
        settings: {
          runnerId: idOf('runner'),
          agents: ['builtin', 'ways'],
          concurrency: 4,
          maxAttempts: 3,
          longestMs: 60_000,
          killAfterMs: 2_000,
          lockTtlMs: 2_000,
          silenceMs: 10_000,
          warmWorkers: 1,
          ...settings,
        },
      });
      await running.ready;
      const runner: TestRunner = {
        running,
        events,
        dead: () => events.flatMap((event) => (event.type === 'worker-died' ? [event.worker] : [])),
        [Symbol.asyncDispose]: async () => {
          await running.forcefulShutdown();
          await ownBus[Symbol.asyncDispose]();
        },
      };
      runners.use(runner);
      return runner;
    },
    request: async (site, prompt, agent = 'ways', files = []) => {
      const build = idOf('build') as BuildId;
      const sealed = await seal(site, prompt);
      const about = {
        site,
        now: now(),
        by: owner,
        build,
        kind: 'prompt',
        agent,
        edits: null,
        retryOf: null,
        picks: null,
        attachments: await Promise.all(
          files.map(async ({ name, text, intent }) => {
            const { digest, size } = await putBytes(artifacts, new TextEncoder().encode(text));
            return { digest: digest as never, size, name: await seal(site, name), type: 'image/png', intent };
          }),
        ),
      } as const;
      await say({ type: 'RequestBuild', data: { ...about, prompt: sealed } });
      await wake(site);
      return build;
    },
    ask: async (site, words) => {
      const question = idOf('question') as QuestionId;
      const text = await seal(site, words);
      await say({ type: 'AskQuestion', data: { site, now: now(), by: owner, question, text, picks: null } });
      await broker.work.put({ queue: ASK_QUEUE, id: question, body: { site, question } });
      return question;
    },
    restore: async (site, version) => {
      const build = idOf('build') as BuildId;
      const summary = await seal(site, 'Restored');
      const about = { site, now: now(), by: owner, build, version: version as VersionNumber };
      await say({ type: 'RestoreVersion', data: { ...about, summary, made: null } });
      await wake(site);
      return build;
    },
    undo: async (site, undoes, choices) => {
      const build = idOf('build') as BuildId;
      const stored = choices && (await putBytes(artifacts, new TextEncoder().encode(JSON.stringify(choices))));
      const digest = (stored?.digest ?? null) as Sha256 | null;
      const about = { site, now: now(), by: owner, build, undoes, choices: digest, made: null };
      await say({ type: 'UndoBuild', data: about });
      await wake(site);
      return build;
    },
    answer: async (site, build, words) => {
      const answer = await seal(site, words);
      await say({ type: 'ClarifyBuild', data: { site, now: now(), by: owner, build, answer } });
      await wake(site);
    },
    cancel: (site, build) => say({ type: 'CancelBuild', data: { site, now: now(), by: owner, build } }),
    state: async (site) => {
      const { state } = await people.read(siteStream(site), siteDecider);
      if (state.status === 'none') throw new Error(`There is no site ${site}`);
      return state;
    },
    event: async (site, build, type, timeout = 30_000) => {
      type Wanted = Extract<Recorded<SiteEvent>, { type: typeof type }>;
      const isIt = (event: Recorded<SiteEvent>): event is Wanted =>
        event.type === type && 'build' in event.data && event.data.build === build;
      return waitFor(async () => (await log(site)).find(isIt), { what: `${type} of ${build}`, timeout });
    },
    open: (text) => (text ? broker.sealer.open(text) : Promise.resolve('')),
    files: async (digest) => {
      const tree = await unpackArchive(await getBytes(artifacts, digestOf(digest)));
      return Object.fromEntries([...tree].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
    },
    blob: async (digest) => {
      const text = new TextDecoder().decode(await getBytes(artifacts, digestOf(digest)));
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    [Symbol.asyncDispose]: async () => {
      await rest.disposeAsync();
      await folder[Symbol.asyncDispose]();
    },
  };
};
