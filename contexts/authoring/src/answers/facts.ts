import { checkTree } from '../checks/check-tree.ts';
import { readCssColour, hex } from '../css/colour.ts';
import { siteRules } from '../css/rules.ts';
import { attribute, descendants, find, isHtml, textOf, type Element } from '../html/elements.ts';
import { candidatesFor } from '../outline/resolve.ts';
import type { Thing } from '../outline/thing.ts';
import { mainHeading, subheading } from '../site/landmarks.ts';
import { menuOf } from '../site/menu.ts';
import { pageLabel, titleOf } from '../site/page-names.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { countAnswer } from './counts.ts';
import type { Asked } from './asked.ts';

/** Answers a question about the make of the site; undefined if it is not about that. */
export const factAnswer = (asked: Asked): string | undefined => {
  for (const [pattern, answer] of answers) {
    if (!pattern.test(asked.whole)) continue;
    const said = answer(asked);
    if (said !== undefined) return said;
  }
  return undefined;
};

const answers: readonly (readonly [RegExp, (asked: Asked) => string | undefined])[] = [
  [/\bhow many\b|\bnumber of\b/i, countAnswer],
  [/\b(?:which|what|list|are there|any|is there|all)\b.*\balt\b|\balt(?:ernative)? texts?\b/i, missingAlts],
  [/\bbroken\b|\bdead\b.*\blinks?\b|\blinks?\b.*\b(?:work|dead|broken)\b/i, brokenLinks],
  [/\b(?:which|what)\b.*\bfonts?\b|\bfonts?\b.*\b(?:used?|are|is)\b/i, fonts],
  [/\b(?:which|what)\b.*\bcolou?rs?\b/i, colours],
  [
    /\b(?:which|what|list)\b.*\bpages\b/i,
    ({ site }) => `The pages are: ${site.pages.map((page) => `${pageLabel(site, page)} (${page.path})`).join(', ')}.`,
  ],
  [
    /\bmeta description\b|\bdescription for search/i,
    (asked) =>
      each(
        asked,
        (page) =>
          attribute(
            find(
              page.head,
              (element) => isHtml(element, 'meta') && attribute(element, 'name')?.toLowerCase() === 'description',
            ) ?? page.head,
            'content',
          ) ?? '',
        'meta description',
      ),
  ],
  [
    /\b(?:browser |page |tab )?title\b/i,
    (asked) =>
      /\btitle (?:of|on) the (?!page|site|home)/i.test(asked.whole) ? undefined : each(asked, titleOf, 'title'),
  ],
  [
    /\b(?:under|below|beneath) the (?:main |big |page )?(?:headline|heading|title)\b/i,
    (asked) => each(asked, (page) => textOf(subheading(page) ?? page.head), 'line under the heading'),
  ],
  [/\b(?:text|words?|label|written|says?)\b.*\bbutton\b/i, buttonWords],
  [
    /\b(?:main )?(?:headline|heading)\b(?! (?:of|above|over|in) the)/i,
    (asked) =>
      /\bmain\b|\bbig\b|\bh1\b/i.test(asked.whole)
        ? each(asked, (page) => textOf(mainHeading(page) ?? page.head), 'main heading')
        : undefined,
  ],
  [
    /\b(?:menu|navigation)\b/i,
    ({ pages }) =>
      pages[0] === undefined
        ? undefined
        : `The menu has: ${menuOf(pages[0])
            .map(({ link }) => textOf(link))
            .join(', ')}.`,
  ],
  [
    /\b(?:where|what) (?:does|do|is|are)\b.*\b(?:lead|link|go|point)|\bleads?\b|\blinks? to\b|\bwhere\b.*\b(?:lead|go)\b/i,
    leads,
  ],
];

const each = (
  { pages, site }: Asked,
  read: (page: Asked['pages'][number]) => string,
  what: string,
): string | undefined => {
  const shown =
    pages.length > 1 && site.home !== undefined
      ? [site.home, ...pages.filter((page) => page !== site.home)].slice(0, 6)
      : pages;
  const lines = shown.map((page) =>
    read(page) === '' ? `${page.path} has no ${what}.` : `The ${what} of ${page.path} is "${read(page)}".`,
  );
  return lines.length === 0 ? undefined : lines.join('\n');
};

function missingAlts({ pages }: Asked): string | undefined {
  const images = pages.flatMap((page) =>
    [...descendants(page.body)].filter((element) => isHtml(element, 'img')).map((element) => ({ page, element })),
  );
  const bare = images.filter(
    ({ element }) => (attribute(element, 'alt') ?? '') === '' || attribute(element, 'alt') === '...',
  );
  if (images.length === 0) return 'There are no images.';
  if (bare.length === 0) return `No: each of the ${images.length} images has an alt text.`;
  return `Yes: ${bare.length} of ${images.length} images have no alt text that says anything: ${bare
    .slice(0, 10)
    .map(({ page, element }) => `${attribute(element, 'src') ?? 'an image'} in ${page.path}`)
    .join(', ')}.`;
}

function brokenLinks({ site }: Asked): string {
  const broken = checkTree(site.tree).filter(({ rule }) => /link/i.test(rule));
  return broken.length === 0
    ? 'No: every link within the site leads to something.'
    : `Yes, ${broken.length}: ${broken
        .slice(0, 10)
        .map(({ path, message }) => `${path}: ${message}`)
        .join('; ')}.`;
}

function fonts({ site }: Asked): string {
  const families = siteRules(site, undefined).flatMap(({ declarations }) =>
    declarations
      .filter(({ property }) => property === 'font-family' || /^--.*font-family/.test(property))
      .map(({ value }) => value),
  );
  const named = families
    .map((value) => (value.split(',')[0] ?? '').trim().replace(/["']/g, ''))
    .filter((name) => name !== '' && !/^(?:var|inherit|initial)\b/.test(name));
  const unique = [...new Set(named)];
  return unique.length === 0
    ? 'The styles of the site name no font.'
    : `The styles name these fonts: ${unique.slice(0, 12).join(', ')}.`;
}

function colours({ site }: Asked): string {
  const uses = new Map<string, number>();
  for (const { declarations } of siteRules(site, undefined))
    for (const { property, value } of declarations) {
      if (!/color|background/.test(property)) continue;
      const colour = readCssColour(value);
      if (colour !== undefined) uses.set(hex(colour.rgb), (uses.get(hex(colour.rgb)) ?? 0) + 1);
    }
  const most = [...uses]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 10)
    .map(([colour]) => colour);
  return most.length === 0
    ? 'The styles of the site name no colour.'
    : `The colours named most often in the styles are ${most.join(', ')}.`;
}

function leads(asked: Asked): string | undefined {
  const phrase = asked.text
    .replace(/^(?:and\s+)?(?:where|what)(?:['’]?s| is| does| do| are)?\s+/i, '')
    .replace(/\b(?:lead|leads|link|links|go|goes|point|points)(?: to| at)?\b.*$/i, '')
    .replace(/[?.!]+$/, '')
    .trim();
  const isLink = (element: Element): boolean => isHtml(element, 'a');
  const found: readonly Thing[] =
    asked.picked.length > 0
      ? asked.picked
      : candidatesFor(
          asked.pages,
          {
            ...readTarget(phrase, asked.quotes),
            kinds: readTarget(phrase, asked.quotes).kinds.filter((kind) => kind === 'button'),
          },
          { accept: isLink },
        ).slice(0, 3);
  const lines = [
    ...new Set(
      found.map(
        ({ element }) =>
          `"${textOf(element) || attribute(element, 'aria-label') || attribute(element, 'title') || 'The link'}" leads to ${attribute(element, 'href') ?? 'nowhere'}.`,
      ),
    ),
  ];
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** What a button says and where it leads. */
function buttonWords({ text, quotes, pages }: Asked): string | undefined {
  const phrase =
    /\b(?:button)\b(?<where>.*?)(?: and where\b.*| say\b.*| lead\b.*)?[?.!]*$/i.exec(text)?.groups?.['where'] ?? '';
  const [best] = candidatesFor(
    pages,
    { ...readTarget(`the button ${phrase}`, quotes), kinds: ['button'] },
    { around: true },
  );
  if (best === undefined || textOf(best.element) === '') return undefined;
  const href = attribute(best.element, 'href');
  return `The button says "${textOf(best.element)}"${href === undefined ? '' : ` and leads to ${href}`}.`;
}
