import type { FileTree } from '@pagewright/kernel/file-tree';
import type { Edit, Outcome } from '../requests.ts';
import { cssTokens } from '../source/css-tokens.ts';
import { openHtml, select, type HtmlSource } from '../source/html-source.ts';
import { sameTokens, type Token } from '../source/tokens.ts';
import { checkCreated } from './created-page.ts';
import { selectorOf } from './page-edits.ts';
import { plansOf, regionsOf, type Plan, type StyleRule } from './plan.ts';
import { compareOutside, FaultyRequest } from './region.ts';
import { withoutNewSheet } from './new-sheet.ts';

/** How the styles of pages must be, to be looked at in a browser. */
export interface StyleDemand {
  readonly path: string;
  readonly rule: StyleRule;
}

export type Verdict =
  | { readonly type: 'right'; readonly styles: readonly StyleDemand[] }
  | { readonly type: 'wrong'; readonly reason: string };

/**
 * Whether a tree became another one by exactly the changes that an outcome permits. What it says of styles is left to
 * the caller, who has a browser.
 */
export const checkOutcome = (before: FileTree, after: FileTree, outcome: Outcome): Verdict => {
  const edits = editsByFile(before, after, outcome);
  const styled = [...edits.values()].flat().some((edit) => mentionsStyle(edit));
  const styles: StyleDemand[] = [];
  for (const path of new Set([...before.keys(), ...after.keys(), ...edits.keys()])) {
    const verdict = checkFile(path, edits.get(path) ?? [], before, after, styled);
    if (verdict.type === 'wrong') return { type: 'wrong', reason: `${path}: ${verdict.reason}` };
    styles.push(...verdict.styles);
  }
  return { type: 'right', styles };
};

const mentionsStyle = (edit: Edit): boolean => 'style' in edit || ('any' in edit && edit.any.some(mentionsStyle));

const editsByFile = (before: FileTree, after: FileTree, { files }: Outcome): Map<string, Edit[]> => {
  const byFile = new Map<string, Edit[]>();
  for (const [name, listed] of Object.entries(files)) {
    const edits = Array.isArray(listed) ? (listed as readonly Edit[]) : [listed as Edit];
    const paths = name === '*.html' ? [...before.keys()].filter((path) => isPage(path) && after.has(path)) : [name];
    for (const edit of edits) {
      const meant = name === '*.html' ? paths.filter((path) => speaksOf(edit, before.get(path))) : paths;
      if (meant.length === 0) throw new FaultyRequest(`${JSON.stringify(edit)} speaks of no page`);
      for (const path of meant) byFile.set(path, [...(byFile.get(path) ?? []), edit]);
    }
  }
  return byFile;
};

const speaksOf = (edit: Edit, bytes: Uint8Array | undefined): boolean => {
  const selector = selectorOf(edit);
  return bytes !== undefined && (selector === undefined || select(openHtml(bytes).document, selector).length > 0);
};

const checkFile = (
  path: string,
  edits: readonly Edit[],
  before: FileTree,
  after: FileTree,
  styled: boolean,
): Verdict => {
  const [old, now] = [before.get(path), after.get(path)];
  const whole = edits.find((edit) => 'created' in edit || 'deleted' in edit || 'ownSheet' in edit);
  if (whole !== undefined) return wholeFile(path, whole, before, after);
  if (old !== undefined && now !== undefined && edits.length === 0 && sameBytes(old, now)) return right;
  if (styled && /\.css$/i.test(path)) return now === undefined ? wrong('it was deleted') : right;
  if (old === undefined) return edits.length > 0 ? wrong('it was not there before') : wrong('it was created');
  if (now === undefined) return wrong('it was deleted');
  if (isPage(path)) return checkPage(openHtml(old), openHtml(now), { path, edits, styled });
  if (edits.length > 0) throw new FaultyRequest(`${path} is no page`);
  if (/\.css$/i.test(path) && sameTokens(cssTokens(old), cssTokens(now))) return right;
  return wrong('it changed');
};

const wholeFile = (path: string, edit: Edit, before: FileTree, after: FileTree): Verdict => {
  if ('deleted' in edit) return after.has(path) ? wrong('it is still there') : right;
  if (!('created' in edit)) return right;
  const reason = checkCreated(path, edit, before, after);
  return reason === undefined ? right : wrong(reason);
};

interface PageCase {
  readonly path: string;
  readonly edits: readonly Edit[];
  readonly styled: boolean;
}

const checkPage = (page: HtmlSource, after: HtmlSource, { path, edits, styled }: PageCase): Verdict => {
  const now = styled ? withoutNewSheet(page, after) : after.tokens;
  const reasons: string[] = [];
  for (const plan of plansOf(edits, page, after)) {
    const reason = comparePlan(plan, page, now, styled);
    if (reason === undefined) return { type: 'right', styles: plan.styles.map((rule) => ({ path, rule })) };
    reasons.push(reason);
  }
  return wrong(reasons[0] ?? 'nothing could be compared');
};

const comparePlan = (plan: Plan, page: HtmlSource, now: readonly Token[], styled: boolean): string | undefined =>
  compareOutside(page.tokens, now, regionsOf(styled ? withInnerSheets(plan, page) : plan, page));

/** A wish about looks may be fulfilled in the style elements of the page. */
const withInnerSheets = (plan: Plan, page: HtmlSource): Plan => {
  const sheets: Plan['regions'][number][] = [];
  let open = -1;
  page.tokens.forEach(({ kind, name }, at) => {
    if (name !== 'style') return;
    if (kind === 'start') open = at + 1;
    else if (open >= 0) sheets.push({ from: open, to: at, checks: [] });
  });
  return { ...plan, regions: [...plan.regions, ...sheets] };
};

const isPage = (path: string): boolean => /\.html?$/i.test(path);

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

const right: Verdict = { type: 'right', styles: [] };

const wrong = (reason: string): Verdict => ({ type: 'wrong', reason });
