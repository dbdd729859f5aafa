import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What this machine lets us take away from the browser. */
export interface BrowserCage {
  /** Words before the program; each program named there becomes the next. */
  readonly before: readonly string[];
  /** The account that the browser gets, where we are root. */
  readonly account: { readonly uid: number; readonly gid: number } | undefined;
  /** No interface at all, not even loopback. */
  readonly withoutNetwork: boolean;
}

/** Of the range that workers' accounts come from (60 600 on), the one before it: it owns nothing but its profile. */
const ACCOUNT = { uid: 60_590, gid: 60_590 };
/** Of private memory, in kB, for each process of the browser. */
const MOST_MEMORY_KB = 1_536 * 1_024;

/**
 * Where the kernel groups processes by session, niceness counts within a session only, and the session has one of its own:
 * at 10 it gets a tenth of what others want too, so that an honest page still comes to its end on a busy machine.
 * https://man7.org/linux/man-pages/man7/sched.7.html, "The autogroup feature"
 */
const AFTER_OTHERS = '{ echo 10 > /proc/self/autogroup; } 2>/dev/null';
const LIMITED = ['/bin/sh', '-c', `${AFTER_OTHERS}; ulimit -c 0 && ulimit -d ${MOST_MEMORY_KB} && exec "$0" "$@"`];
/** After everything else in its session, and on the machine where there are no such groups. */
const LAST_IN_LINE = ['nice', '-n', '19'];

/** Tries what there is, with a program that does nothing. */
export const openBrowserCage = async (): Promise<BrowserCage> => {
  const root = process.getuid?.() === 0;
  const drop = ['setpriv', `--reuid=${ACCOUNT.uid}`, `--regid=${ACCOUNT.gid}`, '--clear-groups', '--no-new-privs'];
  const account = root && (await works(drop)) ? ACCOUNT : undefined;
  const alone = root ? ['unshare', '--net'] : ['unshare', '--map-current-user', '--net'];
  const withoutNetwork = await works(alone);
  const before = [...(withoutNetwork ? alone : []), ...(account ? drop : []), ...LAST_IN_LINE, ...LIMITED];
  return { before, account, withoutNetwork };
};

const works = ([program = '', ...words]: readonly string[]): Promise<boolean> =>
  run(program, [...words, 'true']).then(
    () => true,
    () => false,
  );
