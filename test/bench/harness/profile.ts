import { mkdir, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

/** Runs the work under V8's sampling profiler and keeps what it saw, for the profile view of a browser's tools. */
export const profiled = async <Result>(folder: string, name: string, work: () => Promise<Result>): Promise<Result> => {
  await mkdir(folder, { recursive: true });
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 500 });
    await session.post('Profiler.start');
    const result = await work();
    const { profile } = await session.post('Profiler.stop');
    await writeFile(join(folder, `${fileName(name)}.cpuprofile`), JSON.stringify(profile));
    return result;
  } finally {
    session.disconnect();
  }
};

/** For processes of the product: each writes its profile when it ends. */
export const profilingEnvironment = (folder: string | undefined): Readonly<Record<string, string>> =>
  folder === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` };

const fileName = (name: string): string => name.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase();
