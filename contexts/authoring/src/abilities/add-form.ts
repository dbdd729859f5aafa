import {
  ancestors,
  attribute,
  childElements,
  descendants,
  findAll,
  isHtml,
  textOf,
  type Element,
} from '../html/elements.ts';
import { lineStart } from '../html/head.ts';
import { insertAfter, insertAtEnd, insertBefore } from '../html/insert.ts';
import { editPage, type Page } from '../html/page.ts';
import { blockOf } from '../outline/blocks.ts';
import { bestOf, candidatesFor } from '../outline/resolve.ts';
import { isFooter } from '../site/landmarks.ts';
import type { Site } from '../site/site.ts';
import { pageCalled } from '../understanding/named-pages.ts';
import { readPlace, type SaidPlace } from '../understanding/places.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { tokensOf } from '../understanding/tokens.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { already, unable, type Ability, type Attempt } from './ability.ts';
import { copyOf, sectionsOf } from './add-section.ts';
import { done } from './edit-things.ts';
import { fieldsOf } from './form-fields.ts';
import { formMarkup, type FormContent } from './form-markup.ts';
import { formStyle } from './form-style.ts';

const form =
  /^(?:.{0,80}?\b(?:add|insert|put|create|make|build|set up|want|need|like|love|have|include|give)\s+(?:me |us |in )?)?(?:an?|another|a new)\s+(?:(?:simple|small|short|new|little|working|nice|basic)\s+)*(?<name>contact|enquiry|inquiry|feedback|message|messaging|e-?mail|booking)[ -]form\b(?<rest>.*)$/i;
const beyond =
  /\b(?:newsletter|pay|payment|order|upload|login|captcha|automatic|reply|replies|field|file|database|popup|pop-up)\b/i;
const button =
  /,?\s*(?:and |with )*(?:an? |the )?(?:send |submit )?button\s*(?:text |words )?(?:that says|saying|says|called|named|labelled|:)?\s*(?<words>[\uE000-\uEFFF])/i;
const listed =
  /(?::|\bwith(?: the)?(?: fields?)?(?: for)?:?|\basking for|\bfor (?=(?:the )?(?:name|e-?mail|message)\b)|\bfields?:?)\s+(?<list>[^.]+?)\s*[.]?$/i;

/** Adds a form by which visitors write to the site's owner; what they send is kept by the site's host. */
export const addForm: Ability = {
  topics: ['form', 'contact', 'message', 'enquiry'],

  examples: (site) => (site.home === undefined || site.pages.some(hasForm) ? [] : ['Add a contact form']),

  read: (wish, site) => {
    // The page that is named is no field of the form.
    const told = wish.scope.type === 'page' ? wish.clause : wish.sentence;
    const groups = form.exec(told)?.groups;
    if (groups === undefined || beyond.test(told.replace(/\bwith (?:the )?fields\b/gi, ''))) return [];
    const said = (groups['rest'] ?? '').trim();
    const words = button.exec(said)?.groups?.['words'];
    const rest = said.replace(button, '');
    const list = listed.exec(rest)?.groups?.['list'];
    const labels = list === undefined ? defaults : itemsOf(wish, list);
    const page = pageFor(wish, site);
    if (labels === undefined || page === undefined) return [];
    const content: FormContent = {
      name: tokensOf(groups['name'] ?? 'contact').join('-'),
      labels,
      button: words === undefined ? 'Send message' : valueText(wish, words),
    };
    const where = placeIn(rest.replace(listed, '').replace(/[\s,:]+$/, ''));
    return [{ score: 0.97, attempt: () => add(site, page, content, where) }];
  },
};

const defaults = ['Name', 'E-mail', 'Message'];

const itemsOf = (wish: Wish, list: string): string[] | undefined => {
  const items = list
    .split(/\s*,\s*(?:and\s+)?|\s+and\s+(?:an?\s+)?|\s*&\s*/)
    .map((item) => valueText(wish, item.replace(/^(?:the|an?|their)\s+/i, '')))
    .filter((item) => item !== '');
  if (items.length === 0 || items.length > 12 || items.some((item) => item.split(/\s+/).length > 4)) return undefined;
  const labels = items.map((item) => `${item.charAt(0).toUpperCase()}${item.slice(1)}`);
  return new Set(labels).size === labels.length ? labels : undefined;
};

/** "At the very bottom, after the awards": the part that is named says more than the end. */
const placeIn = (said: string): SaidPlace | undefined => {
  const named = /\b(?<side>after|below|under|beneath|behind|before|above)\s+(?<by>(?:the |our |my )?[^,]+)$/i.exec(
    said,
  )?.groups;
  if (named === undefined) return readPlace(`x ${said}`)?.place;
  return { side: /before|above/i.test(named['side'] ?? '') ? 'before' : 'after', by: named['by'] ?? '' };
};

/** Where visitors would look for it: the page that the wish names, else the one about contact, else the home page. */
const pageFor = ({ scope }: Wish, site: Site): Page | undefined => {
  if (scope.type === 'page') return site.pages.find(({ path }) => path === scope.page.path);
  return scope.type === 'unsaid' ? (pageCalled('contact', site) ?? site.home) : undefined;
};

const hasForm = (page: Page): boolean =>
  fieldsOf(page).some(({ form: own, control }) => own !== undefined && isHtml(control, 'textarea'));

const add = (site: Site, page: Page, content: FormContent, where: SaidPlace | undefined): Attempt => {
  if (hasForm(page)) return already(`There is a form on ${page.path} already; I can add fields to it or change them.`);
  const contact = where === undefined || where.by === '' ? contactPart(page) : undefined;
  const markup = formMarkup(page, formStyle(site), content);
  const title = `${content.name === 'contact' ? 'Contact' : content.name.charAt(0).toUpperCase() + content.name.slice(1)}`;
  if (contact !== undefined && where === undefined) {
    const bytes = editPage(page, (source) => insertAtEnd(source, page, contact, indented(page, contact, markup)));
    return told(page, bytes);
  }
  const model =
    where === undefined || where.by === '' ? sectionsOf(page).findLast(outsideFooter) : partCalled(page, where.by);
  const [first] = model ?? [];
  const last = model?.at(-1);
  if (where !== undefined && where.by !== '' && model === undefined)
    return unable(`I find no "${where.by}" on ${page.path}.`);
  if (model === undefined || first === undefined || last === undefined) {
    const main = findAll(page.body, (element) => isHtml(element, 'main'))[0] ?? page.body;
    return told(
      page,
      editPage(page, (source) => insertAtEnd(source, page, main, markup)),
    );
  }
  const section = copyOf(page, model, title, markup);
  const bytes = editPage(page, (source) =>
    where?.side === 'before' || where?.side === 'start-of'
      ? insertBefore(source, page, first, section)
      : insertAfter(source, page, last, section),
  );
  return told(page, bytes);
};

const told = (page: Page, bytes: Uint8Array): Attempt =>
  done(
    [{ path: page.path, bytes, detail: `${page.path}: added a contact form` }],
    'Added a contact form. What people send with it is not delivered anywhere yet',
  );

const outsideFooter = (part: readonly Element[]): boolean =>
  part.every((element) => !isFooter(element) && ![...ancestors(element)].some(isFooter));

/** The innermost box that holds all of the part about contact, if the page has such a part. */
const contactPart = (page: Page): Element | undefined => {
  const heading = [...descendants(page.body)].find(
    (element) =>
      /^h[1-4]$/.test(element.tagName) && /\bcontact\b|\bget in touch\b|\bwrite to us\b/i.test(textOf(element)),
  );
  const part = heading === undefined ? [] : blockOf(heading).elements;
  const [only] = part;
  if (only === undefined || part.length !== 1 || !outsideFooter(part) || only === heading) return undefined;
  for (let at = only; ;) {
    const children = childElements(at);
    const [inner] = children;
    if (children.length !== 1 || inner === undefined || !isHtml(inner, 'div')) return at;
    at = inner;
  }
};

const partCalled = (page: Page, phrase: string): readonly Element[] | undefined => {
  const target = readTarget(phrase, []);
  const byId = findAll(
    page.body,
    (element) => isHtml(element, 'section', 'div') && attribute(element, 'id') === target.name,
  )[0];
  if (byId !== undefined) return [byId];
  const [found, ...others] = bestOf(candidatesFor([page], { ...target, kinds: ['section', 'heading'] }));
  if (found === undefined) return undefined;
  const part = blockOf(found.element).elements;
  return others.every(({ element }) => blockOf(element).elements[0] === part[0]) ? part : undefined;
};

const indented = (page: Page, parent: Element, markup: string): string => {
  const gap = lineStart(page, childElements(parent).at(-1)?.sourceCodeLocation?.startOffset ?? 0);
  return markup.split(/\r?\n/).join(gap);
};
