import { attribute, isHtml } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import type { Site } from '../site/site.ts';
import { agreement, tellingTokens, tokensOf } from '../understanding/tokens.ts';
import type { Wish } from '../understanding/wish.ts';
import { fieldsOf, namesOf, type FormField } from './form-fields.ts';

const fillers =
  /^(?:field|form|box|input|label|placeholder|hint|contact|page|grey|login|landing|register|example|entry|checkbox|tick|dropdown|required|mandatory|optional)$/;

/** The pages that a wish about a form may speak of: the one it names, else the home page and then all that have a form. */
export const formPages = (wish: Wish, site: Site): readonly Page[] => {
  const { scope } = wish;
  if (scope.type === 'page') return site.pages.filter(({ path }) => path === scope.page.path);
  return scope.type === 'unknown' ? [] : site.pages;
};

/** The fields that a phrase means, such as "the phone number" or "the e-mail field"; more than one if it could be several. */
export const fieldsCalled = (phrase: string, pages: readonly Page[]): readonly FormField[] => {
  const asked = tellingTokens(phrase).filter((token) => !fillers.test(token));
  if (asked.length === 0) return [];
  const scored = pages
    .flatMap(fieldsOf)
    .map((field) => ({ field, score: fit(asked, field) }))
    .filter(({ score }) => score >= 0.6);
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored.filter(({ score }) => score > best - 0.02).map(({ field }) => field);
};

const fit = (asked: readonly string[], field: FormField): number => {
  const sets = namesOf(field).map((name) => tokensOf(name.replace(/([a-z])([A-Z])/g, '$1 $2')));
  const kind = isHtml(field.control, 'textarea') ? [['message', 'comment']] : [];
  const exact = sets.some((set) => set.join(' ') === asked.join(' ')) ? 0.1 : 0;
  const search = attribute(field.control, 'type') === 'search' || sets.flat().includes('search');
  const off = search && !asked.includes('search') ? 0.3 : 0;
  const all = [...sets, ...kind].flat();
  const matched = asked.reduce((sum, token) => sum + Math.max(0, ...all.map((word) => agreement(token, word))), 0);
  return matched / asked.length + exact - off;
};
