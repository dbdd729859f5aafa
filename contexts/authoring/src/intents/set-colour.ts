import { readColour, type Colour } from '../css/colour.ts';
import { brandColour } from '../css/brand-colour.ts';
import { ownSheetPath, setStyles } from '../css/own-sheet.ts';
import { styleReach } from '../css/page-selector.ts';
import { siteRules, writeRules } from '../css/rules.ts';
import { changeSite } from '../site/site.ts';
import { assignmentsOf, targetPhrase, valueText, type Wish } from '../understanding/wish.ts';
import { colourRules } from './colour-rules.ts';
import { colourTarget, targetNames } from './colour-targets.ts';
import type { Capability, ColourTarget, Performance, Reading, SetColour } from './intent.ts';
import { noPage } from './pages-in-scope.ts';

const wanting =
  /^(?:(?:i|we)(?:['’]d like| want| need| would like)?\s+)?(?:(?:make|use|add|set|give|have|want|need|choose|apply|put|go for|switch to|change to)\s+)?(?:(?:me|us|it|the (?:site|page|website))\s+)?(?:(?:a|an|the|some)\s+)?/i;
const wholeSite = /^(?:site|website|web site|page|it|everything|whole (?:site|page|website|thing)|design|colou?rs?)$/;

export const setColour: Capability<SetColour> = {
  topics: [
    'color',
    'colour',
    'colors',
    'colours',
    'background',
    'dark',
    'light',
    'red',
    'blue',
    'green',
    'links',
    'buttons',
    'theme',
    'style',
    'design',
    'prettier',
  ],

  examples: (site) => {
    if (site.home === undefined) return [];
    const brand =
      brandColour(siteRules(site, ownSheetPath(site))) === undefined ? [] : ['Change the primary colour to teal'];
    return ['Make the background light blue', ...brand, 'Change the colour of the headings to navy'];
  },

  recognise: (wish) => [...fromAssignments(wish), ...fromColourFirst(wish)],

  apply: (site, { scope, target, colour }) => {
    if (scope.type === 'unknown' || site.home === undefined) return noPage(site, scope);
    const page = scope.type === 'page' ? site.pages.find(({ path }) => path === scope.page.path) : undefined;
    if (target === 'undecided') return ask({ type: 'set-colour', scope, target, colour });
    if (target === 'brand' && page !== undefined && site.pages.length > 1)
      return { type: 'unable', reason: 'I change the brand colour on all pages together, not on one alone.' };
    const reach = styleReach(site, page);
    const rules = reach && colourRules(site, target, colour, reach);
    const name = targetNames[target];
    if (reach === undefined || rules === undefined)
      return { type: 'unable', reason: `I find no ${name} on this site that I could colour.` };
    const retinted =
      target === 'background' &&
      rules.some(({ declarations }) => declarations.some(({ property }) => property === 'color'));
    const part = {
      key: `colour: ${name}${reach.suffix}`,
      css: writeRules(rules),
      detail: `the ${name}${reach.suffix} now ${colour.css}`,
      ...(retinted ? { supersedes: [`colour: ${targetNames.text}${reach.suffix}`] } : {}),
    };
    const styled = setStyles(changeSite(site, reach.changes), part);
    if (styled.length === 0)
      return { type: 'unable', reason: `The ${name}${reach.suffix} is ${colour.css} already.`, already: true };
    return {
      type: 'done',
      changes: [...reach.changes, ...styled],
      summary: `Made the ${name}${reach.suffix} ${colour.css}, in ${ownSheetPath(site)}.${retinted ? ' I changed the text with it, so that it stays readable.' : ''}`,
    };
  },
};

/** What people put before a colour: "a nice dark green", "some fresh red". */
const fond =
  /^(?:(?:a|an|some|the|more|very|really|nice|lovely|beautiful|pretty|good|cool|warm|calm|fresh|elegant|friendly)\s+)+/i;

/** "yellow buttons", "dark blue links": the colour that a target has now is no part of its name. */
const withoutColour = (phrase: string): string => {
  const said = phrase.split(' ');
  const until = [2, 1].find((count) => said.length > count && readColour(said.slice(0, count).join(' ')) !== undefined);
  return until === undefined ? phrase : said.slice(until).join(' ');
};

const fromAssignments = (wish: Wish): Reading<SetColour>[] =>
  assignmentsOf(wish).flatMap(({ target, value, loose }) => {
    const colour = readColour(valueText(wish, value).replace(fond, ''));
    const phrase = targetPhrase(target);
    const meant =
      colourTarget(phrase) ?? colourTarget(withoutColour(phrase)) ?? (wholeSite.test(phrase) ? 'undecided' : undefined);
    if (colour === undefined || meant === undefined) return [];
    // "Change the title to Red" may be a name; said of a colour, or without "to", it is a colour.
    const sure = loose || /colou?r|background|theme/i.test(target) || !/^h\d$/.test(meant);
    return [reading(wish, meant, colour, sure ? 0.96 : 0.5)];
  });

// "a dark blue background", "use red buttons": colour and target stand side by side, and either may be several words.
const fromColourFirst = (wish: Wish): Reading<SetColour>[] => {
  const said = wish.rest
    .replace(wanting, '')
    .replace(/[.!]+$/, '')
    .toLowerCase()
    .split(' ');
  if (said.length > 7) return [];
  return said.slice(1).flatMap((_, at) => {
    const colour = readColour(said.slice(0, at + 1).join(' '));
    const target = colourTarget(said.slice(at + 1).join(' '));
    return colour === undefined || target === undefined ? [] : [reading(wish, target, colour, 0.9)];
  });
};

const reading = (wish: Wish, target: SetColour['target'], colour: Colour, score: number): Reading<SetColour> => ({
  intent: { type: 'set-colour', scope: wish.scope, target, colour },
  score,
});

const ask = (intent: SetColour): Performance => {
  const choice = (label: string, target: ColourTarget) => ({ label, intent: { ...intent, target } });
  return {
    type: 'unclear',
    question: `What shall be ${intent.colour.css}?`,
    choices: [
      choice('The background', 'background'),
      choice('The brand colour (buttons, links, highlights)', 'brand'),
      choice('The text', 'text'),
    ],
  };
};
