import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { EvalSite } from './requests.ts';
import { readSite } from './site-files.ts';

const CODE = resolve(import.meta.dirname, '../../contexts/authoring/src');
const REQUESTS = join(import.meta.dirname, 'requests');
/** Classes that whole families of style sheets have for a state or a size; the agent knows what they mean. */
const FRAMEWORKS = new Set(['is-active', 'is-current', 'is-loading', 'h-screen', 'min-h-screen']);
const TELLING = 20;

const sites = async (): Promise<readonly EvalSite[]> => {
  const files = await Promise.all((await readdir(REQUESTS)).map((name) => readFile(join(REQUESTS, name), 'utf8')));
  const found = files.map((text) => (JSON.parse(text) as { site: EvalSite }).site);
  return [...new Map(found.map((site) => [nameOf(site), site])).values()];
};

const nameOf = (site: EvalSite): string => ('starter' in site ? site.starter : site.package);

const code = async (): Promise<string> => {
  const entries = await readdir(CODE, { recursive: true, withFileTypes: true });
  const own = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('.spec.'));
  return (await Promise.all(own.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')))).join('\n');
};

/** A site's name, its classes and ids that are more than a common word, and its sentences. */
const wordsOf = async (site: EvalSite): Promise<readonly string[]> => {
  const tree = await readSite(site);
  const pages = [...tree].filter(([path]) => /\.html?$/.test(path)).map(([, bytes]) => new TextDecoder().decode(bytes));
  return [
    nameOf(site),
    ...pages.flatMap((html) => [
      ...[...html.matchAll(/\s(?:class|id)=["']([^"']+)["']/g)]
        .flatMap(([, names = '']) => names.split(/\s+/))
        .filter((name) => /[a-z][-_A-Z]/.test(name)),
      ...[...html.matchAll(/>([^<>]+)</g)].map(([, text = '']) => text.trim()).filter((text) => text.length >= TELLING),
    ]),
  ];
};

it('knows no name, class or sentence of the sites of the evaluation', async () => {
  const everything = await code();
  const known = new Set((await Promise.all((await sites()).map(wordsOf))).flat());
  expect(known.size).toBeGreaterThan(4_000);
  const told = [...known].filter((words) => {
    if (words.length < 4 || FRAMEWORKS.has(words) || !everything.includes(words)) return false;
    return new RegExp(`(?<![\\w-])${words.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![\\w-])`).test(everything);
  });
  expect(told).toEqual([]);
});
