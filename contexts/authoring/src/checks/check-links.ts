import { parse, walk, type CssNode } from 'css-tree';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { attribute, descendants, isHtml, type Element } from '../html/elements.ts';
import { openPage, type Page } from '../html/page.ts';
import { readText } from '../html/source-text.ts';
import { baseOf, followLink, servedFile } from '../site/links.ts';
import { isPagePath } from '../site/site.ts';
import type { Finding } from './finding.ts';

/** Finds references of the `read` files to files that the tree does not have; those that `before` lacked too are warnings. */
export const checkLinks = (tree: FileTree, before: FileTree | undefined, read: FileTree = tree): Finding[] => {
  // Most files are the same bytes in both trees: what they refer to is read once.
  const known: Known = new Map();
  const beforeRead = before && new Map([...before].filter(([path]) => read.has(path)));
  const old = new Set(before && beforeRead ? brokenLinks(before, beforeRead, known).map(keyOf) : []);
  return brokenLinks(tree, read, known).map((link) => ({
    rule: 'internal-link',
    path: link.path,
    message: `${link.path} refers to ${link.reference}, which is not in the site`,
    severity: old.has(keyOf(link)) ? 'warning' : 'error',
  }));
};

interface References {
  readonly base: string | undefined;
  readonly all: readonly string[];
}

type Known = Map<Uint8Array, References>;

interface BrokenLink {
  readonly path: string;
  readonly reference: string;
}

const keyOf = ({ path, reference }: BrokenLink): string => `${path}\n${reference}`;

const brokenLinks = (tree: FileTree, read: FileTree, known: Known): BrokenLink[] =>
  [...read].flatMap(([path, bytes]) => {
    if (!isPagePath(path) && !/\.css$/i.test(path)) return [];
    const { base, all } = known.get(bytes) ?? referencesOf(path, bytes);
    known.set(bytes, { base, all });
    return all
      .filter((reference) => {
        const target = followLink(reference, path, base);
        return target.type === 'file' && servedFile(tree, target.path) === undefined;
      })
      .map((reference) => ({ path, reference }));
  });

const referencesOf = (path: string, bytes: Uint8Array): References => {
  const page = isPagePath(path) ? openPage(path, bytes) : undefined;
  if (page !== undefined) return { base: baseOf(page), all: [...new Set(referencesOfPage(page))] };
  return { base: undefined, all: [...new Set(referencesOfStyles(readText(bytes)?.text ?? ''))] };
};

const single = ['href', 'src', 'poster', 'data'];
const owners: Readonly<Record<string, readonly string[]>> = {
  href: ['a', 'area', 'link'],
  src: ['img', 'script', 'iframe', 'video', 'audio', 'source', 'track', 'embed', 'input'],
  poster: ['video'],
  data: ['object'],
};

const referencesOfPage = (page: Page): string[] =>
  [...descendants(page.document)].flatMap((element) => {
    const plain = single.flatMap((name) =>
      isHtml(element, ...(owners[name] ?? [])) ? (attribute(element, name) ?? []) : [],
    );
    return [...plain, ...sourceSet(element), ...inlineStyles(element)].filter(
      (reference) => !isHint(element) && reference.trim() !== '',
    );
  });

// A preconnect or dns-prefetch names an origin, not a file.
const isHint = (element: Element): boolean => /preconnect|dns-prefetch/i.test(attribute(element, 'rel') ?? '');

const sourceSet = (element: Element): string[] =>
  isHtml(element, 'img', 'source')
    ? (attribute(element, 'srcset') ?? '')
        .split(/,\s+|,(?=\S+\s)/)
        .map((candidate) => candidate.trim().split(/\s+/)[0] ?? '')
        .filter((reference) => reference !== '')
    : [];

const inlineStyles = (element: Element): string[] => {
  const style = attribute(element, 'style');
  return style === undefined || !/url\(/i.test(style) ? [] : referencesOfStyles(`x{${style}}`);
};

const referencesOfStyles = (text: string): string[] => {
  const references: string[] = [];
  walk(parse(text, { parseCustomProperty: true }), {
    enter: (node: CssNode) => {
      if (node.type === 'Url') references.push(node.value);
      if (node.type === 'Atrule' && node.name === 'import' && node.prelude?.type === 'AtrulePrelude') {
        const [first] = node.prelude.children;
        if (first?.type === 'String') references.push(first.value);
      }
    },
  });
  return references.filter((reference) => !reference.startsWith('#'));
};
