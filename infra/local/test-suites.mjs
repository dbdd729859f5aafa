import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runCommand } from './command.mjs';
import { specsWithNeeds } from './spec-needs.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ count: Count, leftOut: readonly string[], failed?: readonly string[] }} Outcome `failed` names tests */

/**
 * @typedef {object} Bench
 * @property {string} root
 * @property {NodeJS.ProcessEnv} env
 * @property {ReadonlyMap<import('./spec-needs.mjs').Need, string>} missing what this machine does not have, and why
 * @property {(line: string) => void} say
 */

/**
 * A command that either succeeds or does not: one test. It says nothing unless it fails, so several may run at once.
 * @param {string} script of package.json
 * @returns {(bench: Bench) => Promise<Outcome>}
 */
export const check =
  (script) =>
  async ({ root, env, say }) => {
    const { code, stdout, stderr } = await runCommand('npm', ['run', '--silent', script], { cwd: root, env });
    if (code !== 0) say(`${script}:\n${stdout}${stderr}`);
    return { count: { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }, leftOut: [] };
  };

/**
 * A project of vitest.config.ts. Specs that need what is missing are left out; each counts as one skipped.
 * @param {string} project
 * @returns {(bench: Bench) => Promise<Outcome>}
 */
export const vitestProject =
  (project) =>
  async ({ root, env, missing }) => {
    const specs = await specsWithNeeds(root, `.${project}.spec.ts`);
    const leftOut = specs.flatMap(({ file, needs }) => {
      const reasons = needs.flatMap((need) => missing.get(need) ?? []);
      return reasons.length > 0 ? [{ file, reason: reasons.join('; ') }] : [];
    });
    const out = new Set(leftOut.map(({ file }) => file));
    const run = specs.filter(({ file }) => !out.has(file)).map(({ file }) => file);
    const { count, failed } =
      leftOut.length === 0 || run.length > 0
        ? await runVitest(project, { root, env, only: leftOut.length > 0 ? run : [] })
        : { count: { passed: 0, failed: 0, skipped: 0 }, failed: [] };
    return {
      count: { ...count, skipped: count.skipped + leftOut.length },
      leftOut: leftOut.map(({ file, reason }) => `${file}: ${reason}`),
      failed,
    };
  };

/**
 * A program of its own that says one line per step; its exit code tells.
 * @param {string} script
 * @param {readonly import('./spec-needs.mjs').Need[]} needs
 * @returns {(bench: Bench) => Promise<Outcome>}
 */
export const program =
  (script, needs) =>
  async ({ root, env, missing }) => {
    const reasons = needs.flatMap((need) => missing.get(need) ?? []);
    if (reasons.length > 0) {
      return { count: { passed: 0, failed: 0, skipped: 1 }, leftOut: [`${script}: ${reasons.join('; ')}`] };
    }
    const code = await inTheOpen('npm', ['run', '--silent', script], { cwd: root, env });
    return { count: { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }, leftOut: [] };
  };

/**
 * @param {string} project
 * @param {{ root: string, env: NodeJS.ProcessEnv, only: readonly string[] }} options
 * @returns {Promise<{ count: Count, failed: readonly string[] }>}
 */
const runVitest = async (project, { root, env, only }) => {
  const folder = await mkdtemp(join(tmpdir(), 'pagewright-report-'));
  const report = join(folder, 'report.json');
  try {
    const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const code = await inTheOpen(join(root, 'node_modules', '.bin', 'vitest'), [...args, ...only], { cwd: root, env });
    const found = JSON.parse(await readFile(report, 'utf8').catch(() => '{}'));
    const failed = found.numFailedTests ?? 0;
    // A file that fails outside its tests (a leak, a hook, an import) has no failed test.
    const unseen = failed === 0 && code !== 0 ? 1 : 0;
    return {
      count: {
        passed: found.numPassedTests ?? 0,
        failed: failed + unseen,
        skipped: (found.numPendingTests ?? 0) + (found.numTodoTests ?? 0),
      },
      failed: failuresIn(found.testResults ?? [], root),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * @param {readonly { name: string, status: string, assertionResults: readonly { status: string, fullName: string }[] }[]} files
 * @param {string} root
 */
const failuresIn = (files, root) =>
  files.flatMap(({ name, status, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed').map(({ fullName }) => fullName);
    const broken = status === 'failed' && tests.length === 0 ? ['outside its tests'] : tests;
    return broken.map((test) => `${relative(root, name)}: ${test}`);
  });

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>}
 */
const inTheOpen = (file, args, options) =>
  new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
