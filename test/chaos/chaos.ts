import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Finding, printRules } from './finding.ts';
import { playPlanted } from './planted/play-planted.ts';
import { cutPower } from './power-cut/power-cut.ts';
import { playProjections } from './race/play-projections.ts';
import { playAppends, playAppendsOnCluster, playRunners } from './race/play-race.ts';
import { LONG, playChaos, SHORT } from './run.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string' },
    people: { type: 'string', default: '3' },
    checks: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    cluster: { type: 'boolean', default: false },
    acts: { type: 'string', default: '' },
    planted: { type: 'boolean', default: false },
    fault: { type: 'string', default: '' },
    'power-cut': { type: 'boolean', default: false },
    rounds: { type: 'string', default: '20' },
    race: { type: 'string' },
    seconds: { type: 'string', default: '15' },
  },
});
const seed = Number(values.seed ?? randomInt(1_000_000));
const numbers = {
  seed,
  minutes: Number(values.minutes ?? 2),
  people: Number(values.people),
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
};
for (const [name, value] of Object.entries(numbers)) {
  if (Number.isFinite(value) && value > 0) continue;
  console.error(`--${name} must be a number above zero, such as --seed 7 --minutes 2 --people 3 --rounds 20.`);
  process.exit(2);
}

const began = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${line}`);

// What is mounted is unmounted when the process ends by itself.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exitCode = await play();

function play(): Promise<number> {
  if (values.planted) return playPlanted(values.fault, say);
  if (values['power-cut']) return powerCut();
  return values.race === undefined ? chaos() : raced(values.race);
}

async function chaos(): Promise<number> {
  const { minutes, people } = numbers;
  const once = values.short && values.minutes === undefined;
  say(`chaos with seed ${seed}: ${people} people, ${once ? 'each act once' : `${minutes} min`}`);
  const { checks, acts, cluster } = values;
  const chosen = {
    ...(values.short ? SHORT : LONG),
    ...(once ? {} : { minutes }),
    seed,
    people,
    checks,
    acts,
    cluster,
  };
  const { findings, kept } = await playChaos(chosen, say);
  printRules(findings);
  if (kept !== undefined) say(`what was sent, stored and logged is kept in ${kept}`);
  return findings.length === 0 ? 0 : 1;
}

/** One part of the product under clients that race, without the rest of the house. */
async function raced(name: string): Promise<number> {
  const races: Readonly<Record<string, typeof playAppends>> = {
    appends: playAppends,
    cluster: playAppendsOnCluster,
    projections: playProjections,
    runners: playRunners,
  };
  const play = races[name];
  if (!play) {
    console.error(`--race ${name}: choose from ${Object.keys(races).join(', ')}.`);
    return 2;
  }
  const { seconds } = numbers;
  say(`race of ${name} with seed ${seed}: ${seconds} s`);
  const findings = await play({ seed, seconds }, say);
  printRules(findings);
  return findings.length === 0 ? 0 : 1;
}

/** Nothing may be lost with `sync_interval: always`; and something must be with the default, or the cut is none. */
async function powerCut(): Promise<number> {
  const natsServer = process.env['PAGEWRIGHT_NATS_SERVER'] ?? 'nats-server';
  const { rounds } = numbers;
  const each = (sync: 'always' | 'default', most: number): Promise<readonly Finding[]> => {
    say(`power cuts with seed ${seed}, sync_interval ${sync === 'always' ? 'always' : 'of two minutes'}`);
    return cutPower({ seed, rounds: most, sync, natsServer }, say);
  };
  const findings = await each('always', rounds);
  printRules(findings);
  const bites = (await each('default', 3)).some(({ rule }) => rule === 'acked-but-lost');
  say(bites ? 'with the default, acknowledged events are lost: the cut bites' : 'THE CUT DOES NOT BITE');
  return findings.length === 0 && bites ? 0 : 1;
}
