import type { Browser } from 'playwright-core';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '../../support/chromium.ts';
import { StyleChecker } from '../check/styles.ts';
import { readRequests } from '../requests.ts';
import { readSite } from '../site-files.ts';
import { judge, type Judgement } from './judge.ts';

export const requestsFolder = join(import.meta.dirname, '..', 'requests');

export interface Judged extends Judgement {
  /** Frozen requests were written before the agent's abilities and are never tuned against. */
  readonly frozen: boolean;
}

/**
 * Plays every request in the folder; `only` leaves out all but the frozen or all but the open ones. Without a browser
 * what is asked of looks is not looked at, only that nothing else has changed. `chosen` leaves out single requests.
 */
export const playAll = async (
  only?: 'frozen' | 'open',
  withBrowser = true,
  chosen: (id: string, topic: string) => boolean = () => true,
): Promise<Judged[]> => {
  const judged: Judged[] = [];
  let browser: Promise<Browser> | undefined;
  const styles = withBrowser ? new StyleChecker(() => (browser ??= chromium())) : undefined;
  try {
    for (const name of (await readdir(requestsFolder)).filter((file) => file.endsWith('.json')).toSorted()) {
      const frozen = name.endsWith('.frozen.json');
      if (only !== undefined && frozen !== (only === 'frozen')) continue;
      const { site, requests } = await readRequests(join(requestsFolder, name));
      if (site === undefined) throw new Error(`${name} names no site`);
      const played = requests.filter(({ id, topic }) => chosen(id, topic));
      if (played.length === 0) continue;
      const tree = await readSite(site);
      for (const request of played) judged.push({ ...(await judge(request, tree, styles)), frozen });
    }
  } finally {
    await (await browser)?.close();
  }
  return judged;
};
