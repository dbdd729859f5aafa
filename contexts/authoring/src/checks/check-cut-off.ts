import type { FileTree } from '@pagewright/kernel/file-tree';
import { findAll, isHtml } from '../html/elements.ts';
import { openPage, type Page } from '../html/page.ts';
import { isPagePath, sameBytes } from '../site/site.ts';
import type { Finding } from './finding.ts';

/**
 * Finds pages that stop in the middle: inside a tag or comment, inside a script or style, or without the closing tags
 * that the page had before.
 */
export const checkCutOff = (tree: FileTree, before: FileTree | undefined): Finding[] =>
  [...tree].flatMap(([path, bytes]): Finding[] => {
    if (!isPagePath(path) || sameBytes(before?.get(path), bytes)) return [];
    const page = openPage(path, bytes);
    const oldBytes = before?.get(path);
    const old = oldBytes && openPage(path, oldBytes);
    const problem = page && (torn(page) ?? (old && endLost(old, page)));
    if (problem === undefined) return [];
    return [{ rule: 'cut-off', path, message: `${path} is cut off: ${problem}`, severity: 'error' }];
  });

const torn = ({ text, document }: Page): string | undefined => {
  const code = text.replace(/<!--[\s\S]*?-->/g, '');
  if (code.includes('<!--')) return 'it ends inside a comment';
  if (/<\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?$/i.test(code)) return 'it ends inside a tag';
  const open = findAll(document, (element) => isHtml(element, 'script', 'style', 'textarea', 'title')).find(
    ({ sourceCodeLocation: place }) => place && !place.endTag,
  );
  return open && `its last <${open.tagName}> is not closed`;
};

const endLost = (old: Page, page: Page): string | undefined => {
  const lost = ['html', 'body'].find((name) => closes(old, name) && !closes(page, name));
  return lost && `the closing </${lost}> is gone`;
};

const closes = (page: Page, name: string): boolean => new RegExp(`</${name}\\s*>`, 'i').test(page.text);
