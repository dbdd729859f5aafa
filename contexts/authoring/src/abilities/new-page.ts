import { addPage, slugOf } from '../intents/add-page.ts';
import { menuOf } from '../site/menu.ts';
import type { Site } from '../site/site.ts';
import { pageCalled } from '../understanding/named-pages.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { already, unable, type Ability, type Attempt, type Proposal } from './ability.ts';

const q = '[\\uE000-\\uEFFF]';
const wanted =
  /^(?:.{0,60}?\b(?:make|add|create|build|need|want|have|set up|put)\s+(?:.{0,30}?\s)?(?:an?|another|one more|some|new)|new|another|a second|we need an?|.{0,60}?[,:]\s*new)\b.*?(?:\bpage\b|[\w-]+\.html?\b)/i;
const plainlyNew = /^(?:please )?(?:make|add|create|build)\s+(?:me )?(?:an?|another)\s+(?:new )?page\b/i;
const notWanted =
  /\b(?:rename|delete|remove|link(?:s|ed)?|leads?|opens?|bigger|smaller|change|menu entry|background|dark)\b/i;
const name = new RegExp(
  `\\b[Pp]age\\s*(?:,\\s*)?(?:[\\w./-]+\\.html?\\s*)?[,:]?\\s*(?:(?:called|named|titled|entitled)\\s+(?<called>${q}|\\p{Lu}[\\p{L}\\d'’&-]*(?:\\s\\p{Lu}[\\p{L}\\d'’&-]*)*)|(?<quoted>${q}))?`,
  'u',
);
const anyFile = /(?<![\w/-])(?<file>(?:[\w-]+\/)*[\w-]+\.html?)\b/i;
const calledLater = /,\s*called\s+(?<called>[\uE000-\uEFFF]|\p{Lu}[\p{L}\d'’&-]*)/u;
const title = new RegExp(
  `\\b(?:main )?(?:heading|headline|title)\\s*[:,]?\\s*(?:is |says |reads )?(?<value>${q}|\\p{Lu}[\\p{L}\\d'’&-]*(?:\\s+(?!and\\b|with\\b|under\\b|in\\b|text\\b)[\\p{L}\\d'’&-]+){0,4})|\\bwith\\s+(?<before>${q}|\\p{Lu}[\\p{L}\\d'’ &-]*?)\\s+as\\s+(?:its |the )?(?:main )?(?:heading|headline|title)`,
  'u',
);
const text = new RegExp(
  `\\b(?:sentence|text|saying|says|paragraph|words|line|content)\\s*[:,]?\\s*(?<value>${q})`,
  'i',
);
const look =
  /\b(?:same (?:look|design|layout|style) as|in the (?:look|design|layout|style) of|(?:looks?|designed|made|styled) like|based on|modelled on|copy of)\s+(?:the |our |my )?(?<like>.+?)(?: page)?(?=[,.;]|\s+(?:and|with)\b|$)/i;
const notInMenu = /\b(?:no|not|nothing|without|don['’]t|never)\b[^.!?]{0,40}\b(?:menu|navigation|nav|navbar|links?)\b/i;
const saidMenu = /\b(?:menu|navigation|nav ?bar)\b/i;

/** Adds a page whose file, heading, first sentence, model or place in the menu the person has named. */
export const newPage: Ability = {
  topics: ['page', 'new', 'file'],

  examples: () => [],

  read: (wish, site, { message }) => {
    const { sentence } = wish;
    const body = sentence.replace(look, ' ');
    if (plainlyNew.test(body) && /\.html?\b/i.test(body) && /\blink\b.*\blead/i.test(body))
      return [
        { score: 0.98, attempt: () => already('Ask for the page first, and then for the link that shall lead there.') },
      ];
    if (!wanted.test(body) || notWanted.test(body.replace(/\b(?:menu|no|yet)\b.*$/i, '')) || site.home === undefined)
      return [];
    const page = read(wish, body);
    return page === undefined ? [] : propose(page, wish, site, message);
  },
};

interface Named {
  readonly file: string | undefined;
  readonly name: string;
  readonly heading: string | undefined;
  readonly paragraph: string | undefined;
}

/** What the first of a pattern's groups that takes part has found. */
const saidIn = (pattern: RegExp, body: string): string | undefined =>
  Object.values(pattern.exec(body)?.groups ?? {}).find((value: string | undefined) => value !== undefined);

const read = (wish: Wish, body: string): Named | undefined => {
  const file = anyFile.exec(body)?.groups?.['file'];
  const heading = saidIn(title, body);
  const spoken = saidIn(name, body) ?? saidIn(calledLater, body) ?? heading;
  const paragraph = saidIn(text, body);
  if (spoken === undefined || (file === undefined && heading === undefined && !/\bmain heading\b/i.test(body)))
    return undefined;
  return {
    file,
    name: valueText(wish, spoken),
    heading: heading === undefined ? undefined : valueText(wish, heading),
    paragraph: paragraph === undefined ? undefined : valueText(wish, paragraph),
  };
};

const propose = (
  { file, name: called, heading, paragraph }: Named,
  wish: Wish,
  site: Site,
  message: string,
): Proposal[] => {
  const said = look.exec(wish.sentence)?.groups?.['like'];
  const like = said === undefined || /^(?:this|others?|rest|site)/i.test(said) ? undefined : pageCalled(said, site);
  const folder = like?.path.slice(0, like.path.lastIndexOf('/') + 1);
  const path = file ?? (folder === undefined ? undefined : `${folder}${slugOf(called)}.html`);
  if (called.length > 80) return [];
  const inMenu = !notInMenu.test(message) && (file === undefined || saidMenu.test(message));
  return [
    {
      score: 0.97,
      attempt: (): Attempt => {
        if (like !== undefined && path !== undefined && !sameFolder(like.path, path))
          return unable(`A page like ${like.path} must stand in the same folder.`);
        if (path !== undefined && !site.pages.some((page) => sameFolder(page.path, path)))
          return unable(`There is no page in the folder of ${path} whose layout it could take.`);
        if (path !== undefined && inMenu && menuNamesPart(wish, site))
          return unable('I cannot tell where in the menu it shall stand.');
        const done = addPage.apply(site, {
          type: 'add-page',
          name: called,
          heading: heading ?? called,
          paragraph,
          inMenu,
          ...(path === undefined ? {} : { path }),
          ...(like === undefined ? {} : { like }),
        });
        return done.type === 'unclear' ? unable('I cannot tell how the page shall be.') : done;
      },
    },
  ];
};

const sameFolder = (a: string, b: string): boolean =>
  a.slice(0, a.lastIndexOf('/') + 1) === b.slice(0, b.lastIndexOf('/') + 1);

/** "After Manual in the menu" says more than that it shall stand in the menu. */
const menuNamesPart = (wish: Wish, site: Site): boolean =>
  site.home !== undefined &&
  menuOf(site.home).length > 0 &&
  /\b(?:after|before|behind|in front of|next to|only)\b[^.]*\bmenu\b|\bmenu\b[^.]*\b(?:after|before|behind|in front of|next to|only)\b/i.test(
    wish.said,
  );
