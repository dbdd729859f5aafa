import { attribute, isHtml, type Element } from '../html/elements.ts';
import { setAttribute } from '../html/attributes.ts';
import { editPage } from '../html/page.ts';
import { rewriteRange, type RunRange } from '../html/rewrite-text.ts';
import { aroundWords, ownWords } from '../outline/thing.ts';
import { sameBytes, type Change, type Site } from '../site/site.ts';
import { spokenText } from '../understanding/quotes.ts';
import { agreement, tellingTokens } from '../understanding/tokens.ts';
import type { Wish } from '../understanding/wish.ts';
import { already, unable, type Ability, type Attempt, type Proposal } from './ability.ts';
import { contactKinds, contactPlaces, type ContactKind, type ContactPlace } from './contact-details.ts';
import { done } from './edit-things.ts';

const otherWish =
  /\b(?:add|insert|remove|delete|drop|hide|link|form|field|label|placeholder|button|colou?r|bold|bigger|smaller|hint)\b/i;

/**
 * Another phone number or e-mail address: wherever the site tells the old one, in words and in links. Nobody says where
 * such a thing stands, and one that was forgotten somewhere is wrong.
 */
export const setContact: Ability = {
  topics: ['phone', 'telephone', 'number', 'mail', 'email', 'address', 'contact'],

  examples: (site) => {
    const kind = contactKinds.find((one) => contactPlaces(site.pages, one).length > 0);
    if (kind === undefined) return [];
    return [
      kind.scheme === 'tel:' ? 'Change the phone number to 555 0134' : 'Change the e-mail address to hello@example.org',
    ];
  },

  read: (wish, site) => {
    const text = spokenText(wish.sentence, wish.quotes);
    if (text.length > 200) return [];
    return contactKinds.flatMap((kind) => proposals(kind, text, wish, site));
  },
};

/** That something is told to be other than it was; "send an e-mail to …" is no such thing. */
const changing = /\b(?:change[ds]?|set|update|replace|correct|use|new|now|is|are|should|must|shall|make)\b|[:=⇒]/i;
const elsewhere = /^(?:send|mail|e-?mail|write|call|ring|ask|tell|forward)\b/i;

const proposals = (kind: ContactKind, text: string, wish: Wish, site: Site): Proposal[] => {
  const told = [...text.matchAll(kind.pattern)]
    .map(([words]) => words)
    .filter((words) => kind.key(words) !== undefined);
  const fresh = told.at(-1);
  const spoken = told.reduce((rest, words) => rest.replace(words, ' '), text);
  if (fresh === undefined || told.length > 2 || !kind.noun.test(spoken) || otherWish.test(spoken)) return [];
  if (!changing.test(spoken) || elsewhere.test(spoken)) return [];
  const pages = wish.scope.type === 'page' ? site.pages.filter(({ path }) => isScoped(wish, path)) : site.pages;
  const owners = ownersIn(spoken, kind);
  const all = contactPlaces(pages, kind);
  const owned = all.filter((place) => owners.length === 0 || belongsTo(place, owners));
  // "For reservations" names a use and nobody.
  const used =
    owned.length === 0 && /\bfor (?:the |our |my )?\p{Ll}/u.test(spoken) && !/\p{Lu}\p{L}*['’]s\b/u.test(spoken);
  if (used) return [{ score: 0.95, attempt: () => askFor(site, kind, all, fresh) }];
  const places = owned;
  const old = told.length === 2 ? kind.key(told[0] ?? '') : undefined;
  return [{ score: 0.95, attempt: () => replaceContact(site, kind, places, { old, fresh, owned: owners.length > 0 }) }];
};

const owning = [
  /(?<owner>[^\s,.:;]+(?: \p{Lu}[^\s,.:;]*){0,3})['’]s\s/gu,
  /\b(?:for|of|from|in|under|below|next to|beside)\s+(?<owner>[^,.:;]+?)(?=\s+(?:is|are|was|to|should|must|has|in|on|for|from|of|with|changed)\b|[,.:;]|\s*$)/giu,
];
const everybody =
  /^(?:i|we|us|our|all|whole|everywhere|every|website|web|site|page|company|business|contact|number|address|mail|email|phone|now|on|today|new|old|change|section|part|area|block|entry|line)$/;

/** Whose it is, or where it stands, as far as the sentence says. */
const ownersIn = (spoken: string, { noun }: ContactKind): readonly string[] =>
  owning.flatMap((form) =>
    [...spoken.matchAll(form)]
      .flatMap(({ groups }) => tellingTokens((groups?.['owner'] ?? '').replace(new RegExp(noun.source, 'gi'), ' ')))
      .filter((token) => !everybody.test(token)),
  );

/** Somebody else's number stands among other words. */
const belongsTo = ({ at }: ContactPlace, owners: readonly string[]): boolean => {
  const element = at.type === 'link' ? at.link : at.range.run.block;
  return owners.some((owner) =>
    [ownWords(element), ...aroundWords(element)].some((circle) =>
      [...circle].some((word) => agreement(owner, word) > 0),
    ),
  );
};

const askFor = (site: Site, kind: ContactKind, places: readonly ContactPlace[], fresh: string): Attempt => {
  const byKey = [...Map.groupBy(places, ({ key }) => key).values()];
  if (byKey.length === 0) return unable('No page tells such a thing.');
  return {
    type: 'unclear',
    question: `No page says that of one of its own. Which shall be ${fresh}?`,
    choices: byKey
      .slice(0, 6)
      .map((own) => ({ label: own[0]?.words ?? '', take: () => write(site, kind, own, fresh) })),
  };
};

const isScoped = ({ scope }: Wish, path: string): boolean => scope.type === 'page' && scope.page.path === path;

const replaceContact = (
  site: Site,
  kind: ContactKind,
  places: readonly ContactPlace[],
  { old, fresh, owned }: { readonly old: string | undefined; readonly fresh: string; readonly owned: boolean },
): Attempt => {
  const name = kind.scheme === 'tel:' ? 'phone number' : 'e-mail address';
  const byKey = Map.groupBy(places, ({ key }) => key);
  const known = [...byKey].filter(([key]) => old === undefined || key === old);
  const [only] = known;
  if (only === undefined)
    return unable(
      owned
        ? `I find no ${name} there, and left the others as they are.`
        : `No page tells ${old === undefined ? `a ${name}` : `that ${name}`}.`,
    );
  if (known.length === 1) return write(site, kind, only[1], fresh);
  return {
    type: 'unclear',
    question: `The pages tell ${known.length} different ones. Which ${name} shall be ${fresh}?`,
    choices: known.slice(0, 6).map(([, own]) => ({
      label: own[0]?.words ?? '',
      take: () => write(site, kind, own, fresh),
    })),
  };
};

/** The link that is all of what tells it and that leads nowhere yet. */
const linkToNowhere = ({ run, start, end }: RunRange): Element | undefined =>
  run.inlines.find(
    ({ element, ...span }) =>
      span.start === start &&
      span.end === end &&
      isHtml(element, 'a') &&
      /^#?!?$/.test(attribute(element, 'href') ?? '-'),
  )?.element;

const write = (site: Site, kind: ContactKind, places: readonly ContactPlace[], fresh: string): Attempt => {
  const was = (places.find(({ at }) => at.type === 'text') ?? places[0])?.words ?? '';
  const changes = [...Map.groupBy(places, ({ page }) => page)].flatMap(([page, own]): Change[] => {
    const bytes = editPage(page, (source) => {
      for (const { at } of own) {
        if (at.type === 'text') {
          rewriteRange(source, page, at.range, fresh);
          const link = linkToNowhere(at.range);
          if (link !== undefined) setAttribute(source, page, link, 'href', kind.href(fresh));
        } else {
          const query = /\?.*$/s.exec(attribute(at.link, 'href') ?? '')?.[0] ?? '';
          setAttribute(source, page, at.link, 'href', `${kind.href(fresh)}${query}`);
        }
      }
    });
    const detail = `${page.path}: changed "${was}" to "${fresh}"`;
    return sameBytes(bytes, site.tree.get(page.path)) ? [] : [{ path: page.path, bytes, detail }];
  });
  return changes.length === 0
    ? already(`The pages say ${fresh} already.`)
    : done(changes, `Changed "${was}" to "${fresh}"`);
};
