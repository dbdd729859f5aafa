import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Load {
  readonly perSecond: number;
  /** Answers that were no success, and connections that broke or timed out. */
  readonly failures: number;
}

export interface Pressed {
  readonly port: number;
  /** The Host header. */
  readonly host: string;
  readonly seconds: number;
}

/** 64 connections from two threads that ask for `/` as quickly as they are answered. */
export const press = async (wrk: string, { port, host, seconds }: Pressed): Promise<Load> => {
  const args = ['-t2', '-c64', `-d${seconds}s`, '-H', `Host: ${host}`, `http://127.0.0.1:${port}/`];
  const { stdout } = await run(wrk, args);
  const [, perSecond] = /Requests\/sec:\s+([\d.]+)/.exec(stdout) ?? [];
  if (perSecond === undefined) throw new Error(`wrk said:\n${stdout}`);
  const [, refused = '0'] = /Non-2xx or 3xx responses: (\d+)/.exec(stdout) ?? [];
  const [, connect = '0', read = '0', write = '0', timeout = '0'] =
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout) ?? [];
  const failures = [refused, connect, read, write, timeout].reduce((sum, count) => sum + Number(count), 0);
  return { perSecond: Number(perSecond), failures };
};
