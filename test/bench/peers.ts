import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { NotMeasured } from './harness/not-measured.ts';
import type { PeerDoors } from './peer-doors.ts';

const FOLDER = join(import.meta.dirname, 'peers');

let installed: Promise<void> | undefined;

/**
 * One of the peers' programs, which are packages of a workspace of their own: only whoever runs a bench installs them.
 * @throws NotMeasured where they cannot be installed
 */
export const loadPeer = async <Name extends keyof PeerDoors>(name: Name): Promise<PeerDoors[Name]> => {
  await (installed ??= installPeers());
  return (await import(join(FOLDER, `${name}.ts`))) as PeerDoors[Name];
};

/** Path of a program of the peers that runs in a process of its own. */
export const peerProgram = async (name: string): Promise<string> => {
  await (installed ??= installPeers());
  return join(FOLDER, `${name}.ts`);
};

/** Version of a package among the peers. */
export const peerVersion = async (name: string): Promise<string> => {
  await (installed ??= installPeers());
  const text = await readFile(join(FOLDER, 'node_modules', name, 'package.json'), 'utf8');
  return `${name} ${(JSON.parse(text) as { version: string }).version}`;
};

const installPeers = async (): Promise<void> => {
  if (await areCurrent()) return;
  console.log('Peers: installing (about half a minute) …');
  const npm = spawn('npm', ['ci', '--workspaces=false', '--loglevel=error'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await Promise.race([once(npm, 'exit'), once(npm, 'error').then(() => [127])]);
  if (code !== 0)
    throw new NotMeasured(`the peers cannot be installed: npm ci in ${FOLDER} ended with ${String(code)}`);
};

/** npm writes its record at the end of an installation; one that was broken off has none. */
const areCurrent = async (): Promise<boolean> => {
  const record = join(FOLDER, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const [wanted, present] = await Promise.all([join(FOLDER, 'package-lock.json'), record].map(versionsIn));
  return Object.entries(wanted ?? {}).every(([path, version]) => present?.[path] === version);
};

const versionsIn = async (file: string): Promise<Readonly<Record<string, string>>> => {
  const { packages } = JSON.parse(await readFile(file, 'utf8')) as {
    packages: Record<string, { version?: string; optional?: boolean }>;
  };
  const wanted = Object.entries(packages).filter(([path, { optional }]) => path !== '' && !optional);
  return Object.fromEntries(wanted.map(([path, { version = '' }]) => [path, version]));
};
