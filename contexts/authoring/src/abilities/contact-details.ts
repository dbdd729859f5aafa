import { attribute, descendants, isHtml, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import type { RunRange } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';

/** A way to reach somebody that a page tells in words, in links, or in both. */
export interface ContactKind {
  /** How people call it. */
  readonly noun: RegExp;
  readonly scheme: 'tel:' | 'mailto:';
  readonly pattern: RegExp;
  /** What two ways to write the same have in common; undefined for what only looks alike. */
  readonly key: (words: string) => string | undefined;
  /** The address of a link to it. */
  readonly href: (words: string) => string;
}

const digitsOf = (words: string): string => words.replace(/\D/g, '');

const phoneKey = (words: string): string | undefined => {
  const digits = digitsOf(words);
  const isYears = /^(?:19|20)\d{2}\s*[-–/]\s*(?:19|20)\d{2}$/.test(words.trim());
  const isDate = /^\d{4}-\d{2}-\d{2}$|^\d{1,2}[./]\d{1,2}[./]\d{4}$/.test(words.trim());
  return digits.length < 7 || digits.length > 15 || isYears || isDate ? undefined : digits.slice(-8);
};

export const contactKinds: readonly ContactKind[] = [
  {
    noun: /\b(?:e-?mail(?:s| address(?:es)?)?|mail address)\b/i,
    scheme: 'mailto:',
    pattern: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
    key: (words) => words.toLowerCase(),
    href: (words) => `mailto:${words}`,
  },
  {
    noun: /\b(?:(?:tele)?phone(?:[- ]?numbers?)?|mobile(?: number)?|number to call|tel(?:\.|\b))/i,
    scheme: 'tel:',
    pattern: /(?<![\w.,/-])(?:\+|\(|00)?\d[\d()]*(?:[ ./-]{1,2}[\d()]+)+(?![\w-])|(?<![\w.,/-])\+?\d{7,15}(?![\w-])/g,
    key: phoneKey,
    href: (words) => `tel:${words.trim().startsWith('+') ? '+' : ''}${digitsOf(words)}`,
  },
];

/** One place where a page tells it. */
export interface ContactPlace {
  readonly page: Page;
  readonly key: string;
  readonly words: string;
  /** The words, or the link whose address it is. */
  readonly at: { readonly type: 'text'; readonly range: RunRange } | { readonly type: 'link'; readonly link: Element };
}

export const contactPlaces = (pages: readonly Page[], kind: ContactKind): readonly ContactPlace[] =>
  pages.flatMap((page) => [...inText(page, kind), ...inLinks(page, kind)]);

const inText = (page: Page, kind: ContactKind): ContactPlace[] =>
  textRuns(page, page.body).flatMap((run) =>
    [...run.text.matchAll(kind.pattern)].flatMap((match): ContactPlace[] => {
      const [words] = match;
      const key = kind.key(words);
      const range = { run, start: match.index, end: match.index + words.length };
      return key === undefined ? [] : [{ page, key, words, at: { type: 'text', range } }];
    }),
  );

const inLinks = (page: Page, kind: ContactKind): ContactPlace[] =>
  [...descendants(page.body)].flatMap((link): ContactPlace[] => {
    const href = isHtml(link, 'a') ? (attribute(link, 'href') ?? '') : '';
    if (!href.toLowerCase().startsWith(kind.scheme)) return [];
    const words = decodeURIComponent(
      href
        .slice(kind.scheme.length)
        .replace(/\?.*$/s, '')
        .replace(/%(?![\da-f]{2})/gi, '%25'),
    );
    const key = kind.key(words);
    return key === undefined ? [] : [{ page, key, words, at: { type: 'link', link } }];
  });
