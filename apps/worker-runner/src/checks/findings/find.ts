import type { CheckFinding } from '@pagewright/sites';
import { NARROW, type PageError, type PageReport } from '../visit/page-report.ts';

type Found = Omit<CheckFinding, 'fresh'>;

/** What is to be said of one page, the worst first, each in a sentence with what to do. */
export const findingsOf = (page: PageReport): readonly Found[] => [
  ...loading(page),
  ...page.errors.map((error) => complaint(page, error)),
  ...page.missing.map((file) => missingFile(page, file)),
  ...leaving(page),
  ...overflowing(page),
  ...withoutAlt(page),
  ...barriers(page),
  ...dialogs(page),
  ...outside(page),
];

const loading = ({ path, load }: PageReport): readonly Found[] => {
  if (load.type === 'loaded') return [];
  const failed = load.type === 'failed';
  return [
    {
      page: path,
      rule: 'load',
      level: 'error',
      detail: load.type,
      message: failed ? `${path} does not load: ${load.why}` : `${path} was cut off: ${load.why}`,
      advice: failed ? 'Open it in the preview.' : 'Look for a script that loops or waits for ever.',
      fix: `${path} does not finish loading in a browser. Find the script that keeps it from that and mend it.`,
    },
  ];
};

/** Scripts of other sites are not loaded here, and what needs them complains: that is no fault of the page. */
const complaint = ({ path, outside: refused }: PageReport, { source, text, at }: PageError): Found => {
  const lame = refused.some(({ kind }) => kind === 'script');
  const where = at === null ? '' : ` (${at})`;
  const script = source === 'script';
  return {
    page: path,
    rule: script ? 'script-error' : 'console-error',
    level: lame ? 'note' : script ? 'error' : 'warning',
    detail: text,
    message: script
      ? `A script of ${path} stops: ${text}${where}`
      : `${path} writes an error to the console: ${text}${where}`,
    advice: lame
      ? 'It may need a script of another site, which checks do not load. Look at it in the preview.'
      : 'What comes after it in the script does not happen.',
    fix: lame ? null : `In ${path} the browser reports "${text}"${where}. Mend it.`,
  };
};

const missingFile = ({ path }: PageReport, file: string): Found => ({
  page: path,
  rule: 'missing-file',
  level: 'warning',
  detail: file,
  message: `${path} asks for ${file}, which is not in the site`,
  advice: 'Add the file, or take the reference away.',
  fix: `${path} refers to ${file}, which does not exist. Remove the reference or point it to the right file.`,
});

const leaving = ({ path, leavesTo }: PageReport): readonly Found[] =>
  leavesTo === null
    ? []
    : [
        {
          page: path,
          rule: 'leaves',
          level: 'warning',
          detail: leavesTo,
          message: `${path} sends its visitors away by itself, to ${leavesTo}`,
          advice: 'If that is not meant, take the redirect out.',
          fix: `${path} redirects to ${leavesTo} by itself. Remove that redirect.`,
        },
      ];

const overflowing = ({ path, overflow }: PageReport): readonly Found[] =>
  overflow === null
    ? []
    : [
        {
          page: path,
          rule: 'overflow',
          level: 'warning',
          detail: overflow.culprit,
          message: `On a phone of ${NARROW} px, ${path} is ${overflow.width} px wide: people scroll sideways`,
          advice: `${overflow.culprit} sticks out furthest.`,
          fix: `On a phone of ${NARROW} px, ${path} is wider than the screen because of ${overflow.culprit}. Make it fit.`,
        },
      ];

const withoutAlt = ({ path, imagesWithoutAlt: images }: PageReport): readonly Found[] =>
  images.length === 0
    ? []
    : [
        {
          page: path,
          rule: 'image-alt',
          level: 'warning',
          detail: images.toSorted().join('\n').slice(0, 1_000),
          message:
            images.length === 1
              ? `1 image of ${path} has no alt text`
              : `${images.length} images of ${path} have no alt text`,
          advice: `People who do not see them are told nothing: ${images.slice(0, 3).map(nameOf).join(', ')}${images.length > 3 ? ' …' : ''}`,
          fix: `Write alt texts for the images of ${path} that have none.`,
        },
      ];

const barriers = ({ path, barriers: found }: PageReport): readonly Found[] =>
  found.map(({ rule, help, count, example }) => ({
    page: path,
    rule: 'accessibility',
    level: 'warning',
    detail: rule,
    message: `${path}: ${lowerFirst(help)} (${count === 1 ? '1 place' : `${count} places`})`,
    advice: `For example ${example}`,
    fix: `On ${path}, ${lowerFirst(help)}: ${example}. Mend it.`,
  }));

const dialogs = ({ path, dialogs: count }: PageReport): readonly Found[] =>
  count === 0
    ? []
    : [
        {
          page: path,
          rule: 'dialog',
          level: 'note',
          detail: '',
          message: `${path} opens ${count === 1 ? 'a message box' : `${count} message boxes`} as it loads`,
          advice: 'Visitors have to close it before they see anything.',
          fix: null,
        },
      ];

const outside = ({ path, outside: refused }: PageReport): readonly Found[] =>
  refused.length === 0
    ? []
    : [
        {
          page: path,
          rule: 'outside',
          level: 'note',
          detail: refused
            .map(({ origin }) => origin)
            .toSorted()
            .join('\n'),
          message: `${path} loads from ${list(refused.map(({ origin }) => origin))}`,
          advice: 'Checks have no network: what comes from there was left out, in the pictures too.',
          fix: null,
        },
      ];

const nameOf = (source: string): string =>
  source.startsWith('data:') ? 'an image in the page itself' : (source.split('/').at(-1) ?? source);

const lowerFirst = (text: string): string => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;

const list = (names: readonly string[]): string => {
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
};
