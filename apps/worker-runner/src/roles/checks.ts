import { createHash } from 'node:crypto';
import { openSiteBus } from '../builds/site-bus.ts';
import { BrowserUnavailable, removeLeftProfiles, startBrowser } from '../checks/browser/browser.ts';
import { openBrowserCage } from '../checks/browser/browser-cage.ts';
import { keepBrowser } from '../checks/browser/browser-keeper.ts';
import { findChromium } from '../checks/browser/chromium.ts';
import { CHECK_LIMITS } from '../checks/check-version.ts';
import { startChecks } from '../checks/start-checks.ts';
import { startPictures } from '../checks/start-pictures.ts';
import { RecordPicture } from '@pagewright/sites/module';
import type { StartRole } from './role.ts';

/** How long a browser waits for more work; it takes several hundred MB as long as it lives. */
const WARM_MS = 20_000;

/** Looks at new versions in a browser. */
export const startChecksRole: StartRole = async ({ configuration, broker, aggregates, artifacts, log }) => {
  const { data, variables, builds } = configuration;
  const folderPrefix = `pagewright-browser-${createHash('sha256').update(data).digest('hex').slice(0, 12)}-`;
  await removeLeftProfiles(folderPrefix);
  const cage = await openBrowserCage();
  if (!cage.withoutNetwork)
    log.warn(
      'the browser that checks versions keeps its network: no namespace can be made here. Requests are refused all the same',
    );

  let sandbox = true;
  const start = async () => {
    const found = findChromium(variables.PAGEWRIGHT_CHROMIUM);
    if (found.type === 'missing') throw new BrowserUnavailable(found.why);
    const options = { program: found.program, cage, folderPrefix };
    try {
      return await startBrowser({ ...options, sandbox });
    } catch (raw) {
      // Another account or no network at all stands in for it; without either there is no browser.
      if (!sandbox || !(raw instanceof BrowserUnavailable) || (!cage.account && !cage.withoutNetwork)) throw raw;
      const browser = await startBrowser({ ...options, sandbox: false });
      sandbox = false;
      log.warn(`the browser that checks versions has no sandbox of its own here: ${raw.message}`);
      return browser;
    }
  };
  const keeper = keepBrowser(start, WARM_MS);
  const bus = await openSiteBus(aggregates);
  const { default: axe } = await import('axe-core');
  const shared = { runnerId: builds.runnerId, work: broker.work, aggregates, artifacts, keeper, limits: CHECK_LIMITS };
  const checks = await startChecks({
    ...shared,
    commands: bus.commands,
    axe: axe.source,
    observe: (event) => log.info(event, 'version checked'),
  });
  const pictures = await startPictures({
    ...shared,
    record: (data, context) => bus.bus.execute(new RecordPicture(data, context)),
  });
  const closing = async (): Promise<void> => {
    await Promise.all([checks.gracefulShutdown(), pictures.gracefulShutdown()]);
    await keeper[Symbol.asyncDispose]();
    await bus[Symbol.asyncDispose]();
  };
  return {
    ready: Promise.all([checks.ready, pictures.ready]).then(() => undefined),
    finished: Promise.all([checks.finished, pictures.finished]).then(() => undefined),
    gracefulShutdown: closing,
    forcefulShutdown: closing,
    [Symbol.asyncDispose]: closing,
  };
};
