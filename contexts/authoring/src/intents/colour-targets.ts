import type { ColourTarget } from './intent.ts';

const where = '(?:page|site|website|web ?site|whole page|whole site|body|main|overall|entire site)';
const menu = '(?:menu|nav|nav ?bar|navigation(?: ?bar| menu)?|menu ?bar|top bar|nav menu)';
const header =
  '(?:header|hero|banner|masthead|page header|top section|hero section|header section|header area|hero area|top area)';
const footer = '(?:footer|page footer|footer section|footer area|bottom)';
const back = '(?:background|backdrop|bg|back ?ground)';
const text = '(?:text|font|words|letters|writing|text colou?r|font colou?r)';

const part = (name: string, what: string): string =>
  `${name} ${what}|${what} (?:of|in|on|for|behind) (?:the |my )?${name}`;

// The more particular comes first: "footer background" is not the page's background.
const targets: readonly (readonly [ColourTarget, string])[] = [
  ['menu-text', `${part(menu, text)}|${menu} links?|links? in the ${menu}`],
  ['menu', `${part(menu, back)}|${menu}`],
  ['footer-text', part(footer, text)],
  ['footer', `${part(footer, back)}|${footer}`],
  ['header-text', part(header, text)],
  ['header', `${part(header, back)}|${header}`],
  ['background', `(?:${where} )?${back}|${back} (?:of|on|for) (?:the |my )?(?:whole |entire )?(?:${where}|all pages)`],
  ['h1', '(?:main |page |big )?title|main heading|h1s?|main headline|page heading'],
  ['h2', 'h2s?|section headings?|section titles?'],
  ['h3', 'h3s?'],
  ['headings', '(?:all )?(?:headings?|headlines?|titles)(?: text)?|text of (?:the )?headings'],
  ['links', '(?:all )?(?:hyper)?links?(?: text)?'],
  ['buttons', `(?:all )?buttons?|${part('buttons?', back)}`],
  ['text', `(?:${where} |paragraph |normal |all )?${text}|paragraphs|${text} (?:of|on|in) (?:the |my )?${where}`],
  [
    'brand',
    '(?:primary|accent|brand|main|theme|key|highlight|signature|corporate)(?: (?:and|/) (?:primary|accent|brand))?(?: colou?rs?)?|colou?r (?:scheme|theme|palette)|theme|accents?',
  ],
];

const compiled = targets.map(([target, pattern]) => [target, new RegExp(`^(?:${pattern})$`)] as const);

/** What a phrase such as "footer background colour" names. */
export const colourTarget = (phrase: string): ColourTarget | undefined => {
  const plain = phrase
    .replace(/^colou?rs? (?:of|for) (?:(?:all|every|each) )?(?:the |my |our )?/, '')
    .replace(/ colou?rs?$/, '')
    .replace(/^(?:all|every|each|any)(?: of)?(?: the| my| our)? /, '')
    .trim();
  const found = [phrase, plain].flatMap((one) => compiled.find(([, pattern]) => pattern.test(one)) ?? [])[0];
  return typeof found === 'string' ? found : undefined;
};

export const targetNames: Readonly<Record<ColourTarget, string>> = {
  background: 'background',
  text: 'text',
  links: 'links',
  buttons: 'buttons',
  headings: 'headings',
  h1: 'main headings (h1)',
  h2: 'section headings (h2)',
  h3: 'headings of the third level (h3)',
  menu: 'menu background',
  'menu-text': 'menu text',
  footer: 'footer background',
  'footer-text': 'footer text',
  header: 'header background',
  'header-text': 'header text',
  brand: 'brand colour',
};
