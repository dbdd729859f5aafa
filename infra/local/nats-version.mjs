import { runCommand } from './command.mjs';

/** Per-filter expectations, atomic batches, message TTL and schedules with zones are all sound from here on. */
export const OLDEST_NATS_SERVER = '2.15.1';

/**
 * What a nats-server program says of itself, such as '2.15.1', or undefined when it is no such program.
 * @param {string} file
 * @returns {Promise<string | undefined>}
 */
export const natsServerVersion = async (file) => {
  const { stdout } = await runCommand(file, ['--version'], { timeoutMs: 10_000 });
  return /nats-server: v?(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1];
};

/**
 * Whether a version is at least the oldest one that is fit, and of the same major line.
 * @param {string} version
 * @returns {boolean}
 */
export const isFitNatsServer = (version) => {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0, wantedPatch = 0] = OLDEST_NATS_SERVER.split('.').map(Number);
  if (major !== wantedMajor) return false;
  return minor === wantedMinor ? patch >= wantedPatch : minor > wantedMinor;
};
