import type { Option } from '../abilities/ability.ts';
import { ordinal } from '../understanding/ordinals.ts';

/**
 * Which choice an answer means: its label, its number ("2", "the second"), "all", or words that only one label has.
 * "Just do it" takes the first. Undefined if the answer fits none.
 */
export const pickChoice = (choices: readonly Option[], answer: string): Option | undefined => {
  const said = plain(answer);
  const exact = choices.find(({ label }) => plain(label) === said);
  if (exact !== undefined) return exact;
  if (/\b(?:just do it|you choose|you decide|whatever|any|either|go ahead|yes)\b/.test(said)) return choices[0];
  const counted = /^(?:number |option |choice |the )?(\w+?)(?: (?:one|option|choice|place))?$/.exec(said)?.[1] ?? '';
  const position = /^\d+$/.test(counted) ? Number(counted) : ordinal(counted);
  if (position !== undefined) return choices.at(position < 0 ? position : position - 1);
  if (/\b(?:all|every|everywhere|both|each)\b/.test(said)) return choices.find(({ label }) => /^all\b/i.test(label));
  const fitting = choices.filter(({ label }) => contains(plain(label), said));
  return fitting.length === 1 ? fitting[0] : undefined;
};

/** The words that an answer asks for: "Change it to 'Welcome'." is "Welcome". */
export const plainAnswer = (answer: string): string => {
  const asked = answer
    .trim()
    .replace(
      /^(?:please )?(?:(?:change|set|make|let) (?:it|that) (?:to|say|read)|it (?:should|shall|must) (?:say|read|be))\s+/i,
      '',
    );
  return /^(["'“‘])(.+)["'”’][.!]?$/su.exec(asked)?.[2] ?? asked;
};

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/["“”.!,]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const fillers = new Set(['the', 'only', 'just', 'one', 'on', 'in', 'of', 'please', 'page', 'a', 'that', 'please']);

const contains = (label: string, said: string): boolean => {
  const wanted = said.split(' ').filter((word) => !fillers.has(word));
  const present = new Set(label.split(' '));
  return wanted.length > 0 && wanted.every((word) => present.has(word));
};
