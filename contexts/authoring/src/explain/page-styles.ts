import type { FileTree } from '@pagewright/kernel/file-tree';
import { attribute, descendants, type Element, isHtml } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { readText } from '../html/source-text.ts';
import { followLink, linkedFile, servedFile } from '../site/links.ts';
import { importsOf } from './located-rules.ts';

/** Style rules that a page brings: a stylesheet of the site, or what stands in a `<style>` element. */
export interface PageStyle {
  readonly path: string;
  /** The whole file, and the rules in it. */
  readonly text: string;
  readonly css: string;
  /** Where they begin in the file. */
  readonly offset: number;
}

/** Everything of the site that styles a page, in order; what comes from other hosts is not the site's. */
export const pageStyles = (tree: FileTree, page: Page): PageStyle[] => {
  const seen = new Set<string>();
  return [...descendants(page.document)].flatMap((element) => {
    if (isHtml(element, 'style')) return ofElement(page, element);
    if (!isHtml(element, 'link') || !/\bstylesheet\b/i.test(attribute(element, 'rel') ?? '')) return [];
    const path = linkedFile(tree, page, attribute(element, 'href') ?? '#');
    return path === undefined || path === page.path ? [] : ofSheet(tree, path, seen);
  });
};

const ofElement = (page: Page, element: Element): PageStyle[] => {
  const place = element.sourceCodeLocation;
  const [start, end] = [place?.startTag?.endOffset, place?.endTag?.startOffset ?? place?.endOffset];
  if (start === undefined || end === undefined) return [];
  return [{ path: page.path, text: page.text, css: page.text.slice(start, end), offset: start }];
};

const ofSheet = (tree: FileTree, path: string, seen: Set<string>): PageStyle[] => {
  const bytes = tree.get(path);
  const css = bytes && readText(bytes)?.text;
  if (css === undefined || seen.has(path)) return [];
  seen.add(path);
  const imported = /@import/i.test(css) ? importsOf(css) : [];
  const before = imported.flatMap((href) => {
    const target = followLink(href, path);
    const file = target.type === 'file' ? servedFile(tree, target.path) : undefined;
    return file === undefined ? [] : ofSheet(tree, file, seen);
  });
  return [...before, { path, text: css, css, offset: 0 }];
};
