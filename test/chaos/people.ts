import { setTimeout as wait } from 'node:timers/promises';
import type { Person, Turn, Version } from '../story/person.ts';
import type { Verb } from './journal.ts';
import type { Chance } from './seeded.ts';
import type { Command, Send } from './send.ts';

const STARTERS = ['trattoria', 'folio', 'practice', 'gather'] as const;
const PROMPTS = [
  'Change the homepage title to Number %',
  'Make the links dark green',
  'Add a page called Note % and link it in the menu',
  'Change the browser title to "Title %"',
  'Sing me a song about %',
] as const;
const QUESTIONS = ['Which pages are there?', 'What is the title of the home page?'] as const;
const VERBS: readonly [Verb, ...Verb[]] = [
  ...(['prompt', 'prompt', 'prompt', 'prompt', 'visual', 'visual', 'ask', 'promote', 'promote', 'promote'] as const),
  ...(['rollback', 'restore', 'undo', 'cancel', 'note'] as const),
] as [Verb, ...Verb[]];

const LOOKS = 300;
const LOOK_MS = 200;

interface Work {
  readonly send: Send;
  readonly chance: Chance;
  readonly stop: AbortSignal;
  readonly name: string;
  /** Between two commands, in milliseconds. */
  readonly pause: readonly [least: number, most: number];
  /** Told the host name of each new site as soon as its first version was promoted. */
  readonly opened: (host: string) => void;
}

/** Somebody who works on sites of their own until told to stop; what they read decides nothing about what is right. */
export const work = async (person: Person, { send, chance, stop, name, pause, opened }: Work): Promise<void> => {
  const sites: string[] = [];
  let round = 0;
  while (!stop.aborted) {
    round += 1;
    const isNew = sites.length === 0 || (sites.length < 3 && chance.next() < 0.05);
    const site = isNew ? undefined : sites[chance.below(sites.length)];
    const command =
      site === undefined
        ? creation(`${name} ${round}`, chance)
        : await commandOf(person, site, chance.oneOf(VERBS), { chance, round }).catch(() => undefined);
    if (command) {
      const { answer } = await send(person, command);
      if (command.verb === 'create' && answer?.site) {
        const { id, urls } = answer.site;
        sites.push(id);
        const first = await firstVersion(person, id, stop);
        const promote = ofVersion(first, 'promote', { verb: 'promote', site: id, method: 'POST', evidence: buildIn });
        if (promote) await send(person, promote);
        opened(new URL(urls.live).hostname);
      }
    }
    await wait(chance.between(...pause), undefined, { signal: stop }).catch(() => undefined);
  }
};

/** Waits for it, whatever happens meanwhile. */
const firstVersion = async (person: Person, site: string, stop: AbortSignal): Promise<Version | undefined> => {
  for (let looks = 0; looks < LOOKS && !stop.aborted; looks += 1) {
    const [first] = await person.versions(site).catch(() => []);
    if (first) return first;
    await wait(LOOK_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return undefined;
};

const buildIn = (body: { build?: string | { readonly build: string } }): { build?: string } => {
  const build = typeof body.build === 'object' ? body.build.build : body.build;
  return build === undefined ? {} : { build };
};

const creation = (name: string, chance: Chance): Command => ({
  verb: 'create',
  site: null,
  method: 'POST',
  path: '/api/sites',
  body: { name, from: { starter: chance.oneOf(STARTERS) } },
  evidence: (body) => ({ ...buildIn(body), ...(body.site && { site: body.site.id }) }),
});

/** Undefined where there is nothing to do it to. */
const commandOf = async (
  person: Person,
  site: string,
  verb: Verb,
  { chance, round }: { chance: Chance; round: number },
): Promise<Command | undefined> => {
  const at = `/api/sites/${site}`;
  const about = { verb, site, method: 'POST' as const, evidence: buildIn };
  switch (verb) {
    case 'prompt':
      return { ...about, path: `${at}/builds`, body: { prompt: chance.oneOf(PROMPTS).replace('%', String(round)) } };
    case 'ask':
      return {
        ...about,
        path: `${at}/questions`,
        body: { question: chance.oneOf(QUESTIONS) },
        evidence: (body) => ({ question: buildIn(body).build ?? '' }),
      };
    case 'visual':
      return visual(person, site, about, round);
    case 'promote':
    case 'rollback':
    case 'restore':
    case 'note':
      return ofVersion(await anyVersion(person, site, chance), verb, about);
    case 'undo': {
      const { build } = (await anyVersion(person, site, chance)) ?? {};
      return build === undefined ? undefined : { ...about, path: `${at}/builds/${build}/undo`, body: {} };
    }
    case 'cancel': {
      const open = (await person.chat(site)).items.find(
        ({ state }: Turn) => state === 'waiting' || state === 'running',
      );
      if (!open) return undefined;
      return { ...about, path: `${at}/builds/${open.build}/cancel`, body: {}, evidence: () => ({}) };
    }
    default:
      return undefined;
  }
};

const anyVersion = async (person: Person, site: string, chance: Chance): Promise<Version | undefined> => {
  const versions = await person.versions(site);
  return versions[chance.below(versions.length)];
};

type About = Pick<Command, 'verb' | 'site' | 'method' | 'evidence'>;

const ofVersion = (version: Version | undefined, verb: Verb, about: About): Command | undefined => {
  if (!version) return undefined;
  const [at, number] = [`/api/sites/${about.site}`, version.number];
  const evidence: Command['evidence'] = ({ event = '' }) =>
    // What is so already is answered without an event.
    event === '' ? {} : { event };
  if (verb === 'promote') return { ...about, path: `${at}/promote`, body: { version: number }, evidence };
  if (verb === 'rollback') {
    return { ...about, path: `${at}/rollback`, body: { version: number, reason: 'Chaos' }, evidence };
  }
  if (verb === 'restore') return { ...about, path: `${at}/restore`, body: { version: number } };
  const body = { note: `Seen by chaos, ${version.summary.length}` };
  return { ...about, method: 'PATCH', path: `${at}/versions/${number}`, body, evidence: () => ({}) };
};

const visual = async (person: Person, site: string, about: About, round: number): Promise<Command | undefined> => {
  const { head } = await person.site(site);
  if (head === null) return undefined;
  const source = await person.demand<{ text: string }>(
    'GET',
    `/api/sites/${site}/versions/${head}/source?path=index.html`,
  );
  const found = /<h1[^>]*>[^<]*<\/h1>/.exec(source.text);
  if (!found) return undefined;
  const place = { path: 'index.html', start: found.index, end: found.index + found[0].length, tag: 'h1' };
  const edits = { version: head, list: [{ ...place, kind: 'text', text: `Seen in round ${round}` }] };
  return { ...about, path: `/api/sites/${site}/builds`, body: { kind: 'visual', edits } };
};
