import type { FileTree } from '@pagewright/kernel/file-tree';
import type { Browser, Page } from 'playwright-core';
import type { StyleDemand } from './check-outcome.ts';

const origin = 'http://site.invalid';
const width = 1280;
const mostPages = 8;

/** What a browser computes for one element. */
interface Looks {
  readonly tag: string;
  readonly matched: readonly number[];
  readonly within: boolean;
  readonly kept: readonly string[];
  readonly asked: readonly string[];
}

/**
 * Looks at pages of both trees in a browser: the elements that were meant must look as demanded, all others must have
 * kept their colours, font and size of text. The site's scripts do not run and nothing outside the tree is fetched.
 */
export class StyleChecker {
  constructor(browser: () => Promise<Browser>) {
    this.browser = browser;
  }

  private readonly browser: () => Promise<Browser>;

  async check(before: FileTree, after: FileTree, demands: readonly StyleDemand[]): Promise<string | undefined> {
    const asked = new Set(demands.map(({ path }) => path));
    const pages = [...before.keys()].filter((path) => /\.html?$/i.test(path) && after.has(path));
    const others = pages.filter((path) => !asked.has(path)).slice(0, Math.max(0, mostPages - asked.size));
    for (const path of [...asked, ...others]) {
      const rules = demands.filter((demand) => demand.path === path).map(({ rule }) => rule);
      const reason = this.#compare(
        await this.#looksOf(before, path, rules),
        await this.#looksOf(after, path, rules),
        rules,
      );
      if (reason !== undefined) return `${path}: ${reason}`;
    }
    return undefined;
  }

  async #looksOf(tree: FileTree, path: string, rules: readonly StyleDemand['rule'][]): Promise<Looks[]> {
    const context = await (
      await this.browser()
    ).newContext({ viewport: { width, height: 900 }, javaScriptEnabled: false });
    try {
      const page = await context.newPage();
      await page.route('**/*', async (route) => {
        const url = new URL(route.request().url());
        const name = decodeURIComponent(url.pathname.slice(1));
        const bytes = url.origin === origin ? tree.get(name) : undefined;
        if (bytes === undefined) return route.abort();
        return route.fulfill({ body: Buffer.from(bytes), contentType: contentType(name) });
      });
      await page.goto(`${origin}/${path}`, { waitUntil: 'load' });
      return await evaluateLooks(page, rules);
    } finally {
      await context.close();
    }
  }

  #compare(
    before: readonly Looks[],
    after: readonly Looks[],
    rules: readonly StyleDemand['rule'][],
  ): string | undefined {
    for (const [index, rule] of rules.entries()) {
      const [old, now] = [before, after].map((looks) =>
        looks.filter(({ matched }) => matched.includes(index)).map(({ asked }) => asked[index] ?? ''),
      );
      if (now === undefined || now.length === 0) return `nothing is ${rule.style} any more`;
      const refused = now.find((value, at) => !holds(rule, old?.[at] ?? '', value));
      if (refused !== undefined)
        return `${rule.property} of ${rule.style} is ${refused}, was ${old?.[now.indexOf(refused)] ?? ''}`;
    }
    if (before.length !== after.length) return undefined;
    const changed = before.findIndex((old, at) => !old.within && old.kept.join('|') !== after[at]?.kept.join('|'));
    if (changed < 0) return undefined;
    return `<${before[changed]?.tag}> looked ${before[changed]?.kept.join(', ')} and now ${after[changed]?.kept.join(', ')}`;
  }
}

const holds = (rule: StyleDemand['rule'], old: string, now: string): boolean => {
  if (rule.is !== undefined) return now.replace(/\s+/g, ' ') === rule.is;
  if (rule.matches !== undefined) return new RegExp(rule.matches, 'iu').test(now);
  const [from, to] = [Number.parseFloat(old), Number.parseFloat(now)];
  if (rule.grows) return to > from;
  if (rule.shrinks) return to < from;
  return old !== now;
};

const contentType = (path: string): string =>
  /\.css$/i.test(path)
    ? 'text/css'
    : /\.html?$/i.test(path)
      ? 'text/html; charset=utf-8'
      : /\.svg$/i.test(path)
        ? 'image/svg+xml'
        : 'application/octet-stream';

const evaluateLooks = (page: Page, rules: readonly StyleDemand['rule'][]): Promise<Looks[]> =>
  page.evaluate(
    (asked) => {
      const browser = globalThis as unknown as BrowserGlobals;
      const matched = asked.map(({ style }) => new Set(browser.document.querySelectorAll(style)));
      return [...browser.document.querySelectorAll('html, body, body *')].map((element) => {
        const computed = browser.getComputedStyle(element);
        const ancestors: unknown[] = [];
        for (let one: PageElement | null = element; one !== null; one = one.parentElement) ancestors.push(one);
        return {
          tag: `${element.tagName.toLowerCase()} ${element.className}`,
          matched: matched.flatMap((set, index) => (set.has(element) ? [index] : [])),
          within: ancestors.some((one) => matched.some((set) => set.has(one as PageElement))),
          kept: [computed.color, computed.backgroundColor, computed.fontFamily, computed.fontSize],
          asked: asked.map(({ property }) => computed.getPropertyValue(property)),
        };
      });
    },
    rules.map(({ style, property }) => ({ style, property })),
  );

interface PageElement {
  readonly tagName: string;
  readonly className: unknown;
  readonly parentElement: PageElement | null;
}

interface BrowserGlobals {
  readonly document: { querySelectorAll(selector: string): Iterable<PageElement> };
  getComputedStyle(element: PageElement): {
    readonly color: string;
    readonly backgroundColor: string;
    readonly fontFamily: string;
    readonly fontSize: string;
    getPropertyValue(name: string): string;
  };
}
