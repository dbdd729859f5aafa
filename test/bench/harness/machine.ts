import { spawnSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';

/** What the figures were measured on, in one line. */
export const machine = (): string => {
  const [first] = cpus();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`;
  return `${cpus().length} × ${first?.model ?? 'unknown processor'}, ${memory}, Linux ${release()}, Node ${process.version}`;
};

/** Versions of the programs that take part, those that are there; packages name theirs in each side's settings. */
export const versions = (): string => {
  const programs: readonly (readonly [name: string, file: string, argument: string])[] = [
    ['nats-server', process.env['PAGEWRIGHT_NATS_SERVER'] ?? 'nats-server', '--version'],
    ['PostgreSQL', '/usr/lib/postgresql/15/bin/postgres', '--version'],
    ['Redis', 'redis-server', '--version'],
    ['nginx', '/usr/sbin/nginx', '-v'],
    ['wrk', 'wrk', '-v'],
  ];
  return programs.flatMap(([name, file, argument]) => versionOf(name, file, argument) ?? []).join(', ');
};

/** Some say it on stdout and some on stderr, and wrk ends with 1 after it. */
const versionOf = (name: string, file: string, argument: string): string | undefined => {
  const { stdout, stderr, error } = spawnSync(file, [argument], { encoding: 'utf8' });
  const [found] = error ? [] : (/\d+\.\d+(\.\d+)?/.exec(stdout + stderr) ?? []);
  return found === undefined ? undefined : `${name} ${found}`;
};
