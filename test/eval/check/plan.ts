import { isTag } from 'domhandler';
import type { Edit } from '../requests.ts';
import { select, type Element, type HtmlSource } from '../source/html-source.ts';
import { areThese, isAddition, isAdditionWithin, isGone, saysExactly, saysReplaced } from './content-checks.ts';
import { announcedFrom, elementsOf, spanOf, withEmptyParents } from './page-edits.ts';
import { FaultyRequest, mergeRegions, type Region } from './region.ts';
import { tagFollows, type AttributeRule } from './tag-checks.ts';

/** What the computed style of some elements must be. */
export type StyleRule = Extract<Edit, { style: string }>;

/** One way in which a page may rightly have changed. */
export interface Plan {
  readonly regions: readonly Region[];
  readonly tags: readonly { readonly at: number; readonly rules: readonly AttributeRule[] }[];
  readonly pieces: readonly { readonly from: number; readonly to: number; readonly pair: readonly [string, string] }[];
  readonly styles: readonly StyleRule[];
}

const empty: Plan = { regions: [], tags: [], pieces: [], styles: [] };

/** Every way in which all of the edits may have been made to a page. */
export const plansOf = (edits: readonly Edit[], page: HtmlSource, after: HtmlSource): Plan[] => {
  let plans: Plan[] = [empty];
  for (const edit of edits) {
    const ways = waysOf(edit, page, after);
    plans = plans.flatMap((plan) => ways.map((way) => joined(plan, way)));
  }
  return plans;
};

/** The regions of a plan with what must hold in each. */
export const regionsOf = (plan: Plan, page: HtmlSource): Region[] => {
  const tags = Map.groupBy(plan.tags, ({ at }) => at);
  const pieces = Map.groupBy(plan.pieces, ({ from }) => from);
  const removed = plan.regions.filter(({ checks }) => checks.includes(isGone));
  const all = [
    ...plan.regions,
    ...[...tags].flatMap(([at, rules]): Region[] => {
      const token = page.tokens[at];
      if (token === undefined) return [];
      return [
        {
          from: at,
          to: at + 1,
          checks: [
            tagFollows(
              token,
              rules.flatMap((one) => one.rules),
            ),
          ],
        },
      ];
    }),
    ...[...pieces.values()].flatMap((group): Region[] => {
      const [first] = group;
      if (first === undefined) return [];
      const { from, to } = first;
      const check = saysReplaced(
        page.tokens.slice(from, to),
        group.map(({ pair }) => pair),
      );
      return [{ from, to, checks: [check] }];
    }),
  ];
  return mergeRegions(
    all.filter(
      (region) => !removed.some((outer) => outer !== region && outer.from <= region.from && region.to <= outer.to),
    ),
  );
};

const joined = (a: Plan, b: Plan): Plan => ({
  regions: [...a.regions, ...b.regions],
  tags: [...a.tags, ...b.tags],
  pieces: [...a.pieces, ...b.pieces],
  styles: [...a.styles, ...b.styles],
});

/** The places of several elements that must all have changed. */
const each = (elements: readonly Element[], regionsOfOne: (element: Element) => Partial<Plan>): Plan[] => [
  elements.map((element) => ({ ...empty, ...regionsOfOne(element) })).reduce(joined, empty),
];

const waysOf = (edit: Edit, page: HtmlSource, after: HtmlSource): Plan[] => {
  if ('text' in edit) {
    return each(elementsOf(page, edit.text, edit.all), (element) => {
      const { contentFrom: from, contentTo: to } = spanOf(page, element);
      return { regions: [{ from, to, checks: [saysExactly(page.tokens.slice(from, to), edit.is)] }] };
    });
  }
  if ('contains' in edit) {
    return each(elementsOf(page, edit.contains, edit.all), (element) => {
      const { contentFrom: from, contentTo: to } = spanOf(page, element);
      return { pieces: [{ from, to, pair: [edit.replaced, edit.by] }] };
    });
  }
  if ('attribute' in edit) {
    return each(elementsOf(page, edit.attribute, edit.all), (element) => ({
      tags: [{ at: spanOf(page, element).from, rules: [edit] }],
    }));
  }
  if ('remove' in edit) return removals(edit, page);
  if ('insert' in edit) return additions(edit, page, after);
  if ('move' in edit) return moves(edit, page);
  if ('style' in edit) {
    return each(elementsOf(page, edit.style, edit.all), (element) => ({
      tags: [{ at: spanOf(page, element).from, rules: ['style', 'class'].map((name) => ({ name, free: true })) }],
    })).map((plan) => ({ ...plan, styles: [edit] }));
  }
  if ('title' in edit) return titles(edit.title, page, after);
  if ('meta' in edit) return metas(edit, page, after);
  if ('any' in edit) return edit.any.flatMap((one) => waysOf(one, page, after));
  throw new FaultyRequest(`it has an edit that a page cannot have: ${JSON.stringify(edit)}`);
};

const removals = (edit: Extract<Edit, { remove: string }>, page: HtmlSource): Plan[] => {
  const elements = elementsOf(page, edit.remove, edit.all);
  const alternatives = (element: Element): Plan[] =>
    (edit.orEmptyParents ? withEmptyParents(element) : [element]).flatMap((one) => {
      const { from, to } = spanOf(page, one);
      return [...new Set([from, announcedFrom(page, one)])].map((start) => ({
        ...empty,
        regions: [{ from: start, to, checks: [isGone] }],
      }));
    });
  if (elements.length > 3) return each(elements, (element) => alternatives(element)[0] ?? empty);
  return elements.reduce<Plan[]>(
    (plans, element) => plans.flatMap((plan) => alternatives(element).map((way) => joined(plan, way))),
    [empty],
  );
};

const additions = (
  { insert, has, max }: Extract<Edit, { insert: unknown }>,
  page: HtmlSource,
  after: HtmlSource,
): Plan[] => {
  const [element] = elementsOf(page, insert.of);
  if (element === undefined) return [];
  const { from, to, contentFrom, contentTo } = spanOf(page, element);
  const addition = isAddition(has, max, after.text);
  if (insert.at === 'inside') {
    const check = isAdditionWithin(page.tokens.slice(contentFrom, contentTo), addition);
    return [{ ...empty, regions: [{ from: contentFrom, to: contentTo, checks: [check] }] }];
  }
  const beforeTrailingComments = contentTo - trailingComments(page, contentFrom, contentTo);
  const places = {
    before: [from, announcedFrom(page, element)],
    after: [to],
    'start-of': [contentFrom],
    'end-of': [contentTo, beforeTrailingComments],
  }[insert.at];
  return [...new Set(places)].map((at) => ({ ...empty, regions: [{ from: at, to: at, checks: [addition] }] }));
};

const trailingComments = ({ tokens }: HtmlSource, from: number, to: number): number => {
  let count = 0;
  while (to - count > from && tokens[to - count - 1]?.kind === 'comment') count += 1;
  return count;
};

const moves = ({ move, to: side, of }: Extract<Edit, { move: string }>, page: HtmlSource): Plan[] => {
  const [moved] = elementsOf(page, move);
  const [target] = elementsOf(page, of);
  if (moved === undefined || target === undefined) return [];
  const { from, to } = spanOf(page, moved);
  const place = spanOf(page, target);
  const stands = areThese(page.tokens.slice(from, to));
  const ats = {
    before: [place.from, announcedFrom(page, target)],
    after: [place.to],
    'start-of': [place.contentFrom],
    'end-of': [place.contentTo],
  }[side];
  return [...new Set([from, announcedFrom(page, moved)])].flatMap((start) =>
    [...new Set(ats)].map((at) => ({
      ...empty,
      regions: [
        { from: start, to, checks: [isGone] },
        { from: at, to: at, checks: [stands] },
      ],
    })),
  );
};

const titles = (title: string, page: HtmlSource, after: HtmlSource): Plan[] => {
  const social = select(page.document, 'meta[property="og:title"], meta[name="og:title"], meta[name="twitter:title"]');
  const tags = social.map((element) => ({
    at: spanOf(page, element).from,
    rules: [{ name: 'content', is: title }],
  }));
  const subsets = tags.length === 0 ? [[]] : [[], tags, ...tags.map((tag) => [tag])];
  const [element] = select(page.document, 'head > title');
  if (element === undefined) return inHead(page, isAddition([{ selector: 'title', text: title }], 1, after.text));
  const { contentFrom: from, contentTo: to } = spanOf(page, element);
  const region = { from, to, checks: [saysExactly(page.tokens.slice(from, to), title)] };
  return subsets.map((some) => ({ ...empty, regions: [region], tags: some }));
};

const metas = ({ meta, is }: Extract<Edit, { meta: string }>, page: HtmlSource, after: HtmlSource): Plan[] => {
  const [element] = select(page.document, `meta[name="${meta}" i]`);
  if (element !== undefined)
    return [{ ...empty, tags: [{ at: spanOf(page, element).from, rules: [{ name: 'content', is }] }] }];
  return inHead(
    page,
    isAddition([{ selector: `meta[name="${meta}" i][content="${is.replace(/"/g, '\\"')}"]` }], 1, after.text),
  );
};

const inHead = (page: HtmlSource, addition: Region['checks'][number]): Plan[] => {
  const [head] = elementsOf(page, 'head');
  if (head === undefined) return [];
  const { from, to } = headContent(page, head);
  return [{ ...empty, regions: [{ from, to, checks: [isAdditionWithin(page.tokens.slice(from, to), addition)] }] }];
};

/** The tokens within the head, also of a page that leaves the tags of its head out. */
const headContent = (page: HtmlSource, head: Element): { readonly from: number; readonly to: number } => {
  if (head.sourceCodeLocation) {
    const { contentFrom, contentTo } = spanOf(page, head);
    return { from: contentFrom, to: contentTo };
  }
  const spans = head.children.filter(isTag).map((child) => spanOf(page, child));
  return { from: spans[0]?.from ?? 0, to: spans.at(-1)?.to ?? 0 };
};
