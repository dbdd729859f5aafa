import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Site, Turn } from '../../story/person.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { Bench, BenchContext, Side } from '../harness/bench.ts';
import { percentile } from '../harness/figures.ts';
import { timed } from '../harness/load.ts';
import { filesOf, HOUSE, type House, openHouse, previewed } from '../servers/house.ts';

const FILES = 50;
/** As a person looks at what came; a worker that is kept ready is ready again by then. */
const PAUSE_MS = 2_000;
const SCRIPT = 'cp -a, sed, tar by a shell';
const run = promisify(execFile);

export const build: Bench = {
  id: 'P7',
  name: 'build',
  what: 'a prompt is sent until its version is served in the preview, by the builtin agent',
  run: async (context) => {
    const script = await openScript(context);
    await oneSite(context, script, { warm: 1, variant: '1 site, warm worker', most: 150 });
    await oneSite(context, script, { warm: 0, variant: '1 site, cold worker', most: 400 });
    await manySites(context, script);
  },
};

interface Worker {
  readonly warm: 0 | 1;
  readonly variant: string;
  /** Goal of the overhead, in milliseconds. */
  readonly most: number;
}

const oneSite = async (context: BenchContext, script: Script, { warm, variant, most }: Worker): Promise<void> => {
  await using stack = new AsyncDisposableStack();
  const house = await openHouse({ ...context, stack }, { PAGEWRIGHT_WARM_WORKERS: String(warm) });
  const site = await house.site('Built', filesOf(FILES, 3_000));
  const change = changer(house, site);
  const times = context.quick ? 3 : 10;
  await context.compare({
    variant,
    figures: [
      { name: 'total p50', unit: 'ms', higherIsBetter: false },
      {
        name: 'overhead p50 (total less agent)',
        unit: 'ms',
        higherIsBetter: false,
        goals: { [SCRIPT]: [{ of: 'ours', atMost: most }] },
      },
    ],
    ours: {
      name: 'Pagewright',
      settings: `${FILES} files, ${times} prompts, each ${PAUSE_MS / 1_000} s after the one before was served, static checks only, ${warm} warm workers; ${HOUSE}`,
      measure: async () => {
        const built: Built[] = [];
        for (let time = 0; time < times; time += 1) {
          await pause(PAUSE_MS);
          built.push(await change());
        }
        return {
          'total p50': percentile(
            built.map(({ total }) => total),
            0.5,
          ),
          'overhead p50 (total less agent)': percentile(
            built.map(({ total, agent }) => total - agent),
            0.5,
          ),
        };
      },
    },
    peers: [
      script.side(async () => {
        const samples: number[] = [];
        for (let time = 0; time < times; time += 1) samples.push(await timed(() => script.run(0)));
        const p50 = percentile(samples, 0.5);
        return { 'total p50': p50, 'overhead p50 (total less agent)': p50 };
      }),
    ],
  });
};

const manySites = async (context: BenchContext, script: Script): Promise<void> => {
  const count = context.quick ? 4 : 20;
  await using stack = new AsyncDisposableStack();
  const house = await openHouse({ ...context, stack });
  const changes: (() => Promise<Built>)[] = [];
  for (let site = 0; site < count; site += 1) {
    changes.push(changer(house, await house.site(`Built ${site}`, filesOf(FILES, 3_000))));
  }
  const perSecond = async (work: readonly (() => Promise<unknown>)[]) => {
    const ms = await timed(() => Promise.all(work.map((each) => each())));
    return { rate: work.length / (ms / 1_000) };
  };
  await context.compare({
    variant: `${count} sites at once`,
    figures: [
      { name: 'rate', unit: 'builds/s', higherIsBetter: true, goals: { [SCRIPT]: [{ of: 'ours', atLeast: 5 }] } },
    ],
    ours: {
      name: 'Pagewright',
      settings: `${FILES} files each, one prompt a site, default settings; ${HOUSE}`,
      measure: () => perSecond(changes),
    },
    peers: [script.side(() => perSecond(changes.map((_, site) => () => script.run(site))))],
  });
};

interface Built {
  /** From the sending of the prompt until the preview serves the version, in milliseconds. */
  readonly total: number;
  readonly agent: number;
}

const changer = ({ person, installation }: House, site: Site): (() => Promise<Built>) => {
  let version = 1;
  return async () => {
    version += 1;
    let asked: Turn | undefined;
    const total = await timed(async () => {
      asked = await person.say(site.id, `Change the homepage title to Quay ${version}`);
      await previewed(installation, site, version);
    });
    const turn = await person.ended(site.id, asked?.build ?? '');
    return { total, agent: agentTime(turn) };
  };
};

/** By the times of the worker's own words: from `executing` at 0 % to 100 %. */
const agentTime = ({ parts, build: id }: Turn): number => {
  const at = (percent: number): number => {
    const found = parts.find(
      ({ part }) => part.kind === 'progress' && part.step === 'executing' && part.percent === percent,
    );
    if (!found) throw new Error(`Build ${id} has no word of its agent at ${percent} %`);
    return Date.parse(found.time);
  };
  return at(100) - at(0);
};

interface Script {
  run(site: number): Promise<unknown>;
  side(measure: Side['measure']): Side;
}

/** What a person would do by hand: copy the site, change the title, pack it. Nothing is checked, stored or remembered. */
const openScript = async ({ stack }: BenchContext): Promise<Script> => {
  const folder = stack.use(await temporaryFolder('script'));
  const source = join(folder.path, 'site');
  for (const [path, bytes] of filesOf(FILES, 3_000)) {
    await mkdir(dirname(join(source, path)), { recursive: true });
    await writeFile(join(source, path), bytes);
  }
  const script = [
    'rm -rf "$2" && cp -a "$1" "$2"',
    'sed -i "s#<title>.*</title>#<title>Quay</title>#" "$2/index.html"',
    'tar -czf "$2.tar.gz" -C "$2" .',
  ].join(' && ');
  return {
    run: (site) => run('sh', ['-c', script, 'sh', source, join(folder.path, `copy-${site}`)]),
    side: (measure) => ({
      name: SCRIPT,
      settings: `the same ${FILES} files, on ${cpus().length} processors; nothing is checked, stored durably or served`,
      measure,
    }),
  };
};
