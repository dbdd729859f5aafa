import { setAttribute } from '../html/attributes.ts';
import { isHtml, type Element } from '../html/elements.ts';
import { bestOf, candidatesFor } from '../outline/resolve.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { pageCalled } from '../understanding/named-pages.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { tokensOf } from '../understanding/tokens.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { unable, type Ability, type Attempt, type Proposal, type Surroundings } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { clausesOf } from './clauses-of.ts';
import { editThings } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';
import { addressOf, fileOf, showPicture, showsPicture } from './picture.ts';
import { withTwins } from './twins.ts';

const noun = '(?:picture|photo|photograph|image|pic|portrait|logo|file|graphic|one)';
const file = '(?:[\\w-]+\\/)*[\\w.-]+\\.(?:png|jpe?g|gif|webp|svg|avif)';
const attached = `(?:(?:the|my|this|our) )?(?:attached|uploaded|enclosed)(?: ${noun})?|(?:the |this )?${noun} (?:that )?(?:i(?: have|['’]ve)? )?(?:attached|uploaded|just sent)|the attachment`;
const given = `(?:(?:the |our |my )?(?:(?:picture|photo|image|file) )?${file}(?: from (?:the |our )?[\\w/-]+(?: folder)?)?|${attached})`;
const forms: readonly RegExp[] = [
  new RegExp(
    `^(?:please )?(?:use|put|take|show|set|insert|place)\\s+(?<new>${given})\\s+(?:instead of|in place of|rather than|for|as|in|on)\\s+(?<what>.+?)$`,
    'i',
  ),
  new RegExp(
    `^(?:please )?(?:replace|swap|change|exchange)\\s+(?<what>.+?)\\s+(?:with|by|for|to|against)\\s+(?<new>${given})$`,
    'i',
  ),
  new RegExp(
    `^instead of\\s+(?<what>[^,]+?),?\\s+(?:.*?\\b)?(?:show|use|have|put|display|to)\\s+(?<new>${given})$`,
    'i',
  ),
  new RegExp(
    `^(?<what>.+?)\\s+(?:is wrong|is not right|is outdated)?[:;,.]?\\s*(?:please )?(?:should be|must be|should show|use|take|put)\\s+(?<new>${given})(?: there| here| instead)?$`,
    'i',
  ),
];
const alternative =
  /[,;]?\s*(?:and |with )?(?:the |its )?alt(?:ernative)?(?: text)?\s*(?:is|=|:)?\s+(?<alt>[\uE000-\uEFFF]|.+)$/i;
const alike: readonly RegExp[] = [
  /^(?:use|take|put|show) the same (?:one|picture|photo|image) as (?:for |on |in |at |with )?(?<other>.+?) (?:for|in|on) (?<what>.+)$/i,
  /^for (?<what>.+?),? (?:take|use|put|show) the (?:same )?(?:picture|photo|image)(?: that| which)? (?<other>.+?) (?:has|uses|shows)$/i,
  /^(?<what>.+?) (?:should|must|shall) (?:have|show|use|get) the same (?:header |background )?(?:picture|photo|image) as (?<other>.+?)(?: has| does)?$/i,
  /^(?:use|take|put) the same (?:picture|photo|image) (?:for|on|in) (?<what>.+?) as (?:for |on |in )?(?<other>.+)$/i,
];
const swaps: readonly RegExp[] = [
  /(?:photos|pictures|images|portraits) (?:of|for) (?<one>[^,:]+?) and (?<two>[^,:]+?) (?:are|got|were|have been) (?:mixed up|swapped|interchanged|confused|the wrong way (?:a)?round)\b/i,
  /^(?:.*?[,:]\s*)?(?<one>[\p{L} ]+?) and (?<two>[\p{L}]+) (?:got|are|were) mixed up\b.*\b(?:swap|exchange) (?:their|the|those|these)(?: two)? (?:pictures|photos|images|portraits)/iu,
  /^(?:please )?(?:swap|exchange|switch) (?:the )?(?:two )?(?:pictures|photos|images|portraits) (?:of|for) (?<one>.+?) (?:and|with) (?<two>.+)$/i,
  /^(?<one>[\p{L} ]+?) and (?<two>[\p{L}]+) (?:got|are|were) mixed up\b.*\bswap (?:their|the)(?: two)? (?:pictures|photos|images|portraits)$/iu,
];

/** Shows another picture of the site, or one that came with the message, in the place of one. */
export const usePicture: Ability = {
  topics: ['picture', 'image', 'photo', 'attached', 'logo', 'swap'],

  examples: () => [],

  read: (wish, site, around) => {
    const alt = alternative.exec(wish.sentence)?.groups?.['alt'];
    return [...clausesOf(wish), wish.clause, wish.sentence]
      .flatMap((clause) => [
        ...replaced(clause.replace(alternative, ''), alt && valueText(wish, alt), wish, site, around),
        ...sameAs(clause, wish, site),
        ...swapped(clause, wish, site),
      ])
      .slice(0, 1);
  },
};

const replaced = (
  clause: string,
  alt: string | undefined,
  wish: Wish,
  site: Site,
  around: Surroundings,
): Proposal[] => {
  for (const form of forms) {
    const groups = form.exec(clause.replace(/[.!]+$/, ''))?.groups;
    if (groups === undefined) continue;
    const said = groups['new'] ?? '';
    const path = pathOf(said, site, around);
    const what = groups['what'] ?? '';
    if (path === undefined)
      return new RegExp(`^(?:${attached})$`, 'i').test(said)
        ? [
            {
              score: 0.95,
              attempt: () => unable('No single picture came with the message that I could put on the page.'),
            },
          ]
        : [];
    return show(what, wish, site, path, alt);
  }
  return [];
};

/** The one file of the site that is called so, or the one picture that came with the message. */
const pathOf = (said: string, site: Site, { attached: files }: Surroundings): string | undefined => {
  const name = new RegExp(file, 'i').exec(said)?.[0];
  const folder = /from (?:the |our )?(?<folder>[\w/-]+?)(?: folder)?$/i.exec(said)?.groups?.['folder'];
  if (name === undefined) {
    const pictures = files.filter(({ path }) => path !== null && /\.(?:png|jpe?g|gif|webp|svg|avif)$/i.test(path));
    return pictures.length === 1 ? (pictures[0]?.path ?? undefined) : undefined;
  }
  const found = [...site.tree.keys()].filter(
    (path) =>
      `/${path}`.toLowerCase().endsWith(`/${name.toLowerCase()}`) &&
      (folder === undefined || `/${path}`.includes(`/${folder.replace(/^\/|\/$/g, '')}/`)),
  );
  return found.length === 1 ? found[0] : undefined;
};

const show = (what: string, wish: Wish, site: Site, path: string, alt: string | undefined): Proposal[] => {
  const candidates = pictures(what, wish, site);
  if (candidates.length === 0) return [];
  return [
    {
      score: 0.96,
      attempt: () =>
        chooseThing(site, candidates, {
          question: 'Which picture shall it replace?',
          none: 'I find no such picture.',
          act: (things) => put(site, withTwins(site, wish, things), path, alt),
        }),
    },
  ];
};

const put = (site: Site, things: readonly Thing[], path: string, alt?: string): Attempt =>
  editThings(site, things, `The picture is now ${path}`, (source, page, element) => {
    showPicture(source, page, element, addressOf(page, element, path));
    if (alt !== undefined && isHtml(element, 'img')) setAttribute(source, page, element, 'alt', alt);
  });

const sameAs = (clause: string, wish: Wish, site: Site): Proposal[] => {
  for (const form of alike) {
    const groups = form.exec(clause)?.groups;
    if (groups === undefined) continue;
    const { what = '', other = '' } = groups;
    const path = (one(pictures(other, wish, site)) ?? []).map((thing) => fileOf(site, thing.page, thing.element))[0];
    return path === undefined ? [] : show(what, wish, site, path, undefined);
  }
  return [];
};

const swapped = (clause: string, wish: Wish, site: Site): Proposal[] => {
  for (const form of swaps) {
    const groups = form.exec(clause)?.groups;
    if (groups === undefined) continue;
    const [first] = one(pictures(groups['one'] ?? '', wish, site)) ?? [];
    const [second] = one(pictures(groups['two'] ?? '', wish, site)) ?? [];
    if (first === undefined || second === undefined || first.element === second.element) continue;
    const [a, b] = [fileOf(site, first.page, first.element), fileOf(site, second.page, second.element)];
    if (a === undefined || b === undefined || first.page !== second.page) continue;
    return [
      {
        score: 0.96,
        attempt: () =>
          editThings(site, [first, second], 'Swapped the two pictures', (source, page, element) =>
            showPicture(source, page, element, addressOf(page, element, element === first.element ? b : a)),
          ),
      },
    ];
  }
  return [];
};

const pictures = (phrase: string, wish: Wish, site: Site): ReturnType<typeof searchSite> => {
  if (wish.picked.some(({ element }) => showsPicture(element)))
    return wish.picked.filter(({ element }) => showsPicture(element)).map((thing) => ({ ...thing, score: 1 }));
  const said = readTarget(phrase, wish.quotes);
  const words = [...said.tokens, ...said.literals.flatMap(tokensOf)].filter(
    (token) => !/^(?:picture|photo|image|img|portrait|placeholder|there|here|middle|grid|card)$/.test(token),
  );
  // What a picture shows is told by the words around it.
  const target = { ...said, kinds: [], tokens: words, near: words, literals: [] };
  const accept = (element: Element): boolean => showsPicture(element);
  const own = /\bpage\b/i.test(phrase)
    ? pageCalled(phrase.replace(/^(?:the|our|my) /i, '').replace(/ page$/i, ''), site)
    : undefined;
  if (own !== undefined)
    return candidatesFor(
      site.pages.filter(({ path }) => path === own.path),
      { ...target, tokens: [], near: [], kinds: ['image', 'header'] },
      { accept },
    );
  if (words.length > 0) return searchSite(site, wish, target, { accept, around: true });
  const page = wish.scope.type === 'page' ? wish.scope.page : pageCalled(phrase, site);
  const pages = page === undefined ? site.pages : site.pages.filter(({ path }) => path === page.path);
  return candidatesFor(pages, { ...target, kinds: ['image'] }, { accept });
};

/** The things meant, if they are one and the same. */
const one = (candidates: ReturnType<typeof searchSite>): readonly Thing[] | undefined => {
  const best = bestOf(candidates);
  return best.length === 1 ? best : undefined;
};
