import type { Token } from '../source/tokens.ts';
import type { Check } from './region.ts';

/** What one attribute must be; `free` lets it be anything. */
export interface AttributeRule {
  readonly name: string;
  readonly is?: string | undefined;
  readonly matches?: string | undefined;
  readonly gone?: boolean | undefined;
  readonly free?: boolean;
}

/** The tag is the same but for the attributes that the rules name. */
export const tagFollows =
  (before: Token, rules: readonly AttributeRule[]): Check =>
  (now) => {
    const [tag, ...others] = now;
    if (tag === undefined || others.length > 0 || tag.kind !== 'start' || tag.name !== before.name)
      return `the tag ${before.key} is no longer there`;
    const ruled = new Set(rules.map(({ name }) => name));
    for (const name of new Set([...(before.attributes ?? []), ...(tag.attributes ?? [])].map(([name]) => name)))
      if (!ruled.has(name) && before.attributes?.get(name) !== tag.attributes?.get(name))
        return `the attribute ${name} of ${before.key} changed`;
    return rules.map((rule) => broken(rule, tag.attributes?.get(rule.name))).find((reason) => reason !== undefined);
  };

const broken = ({ name, is, matches, gone, free }: AttributeRule, value: string | undefined): string | undefined => {
  if (free) return undefined;
  if (gone) return value === undefined ? undefined : `the attribute ${name} is still there`;
  if (value === undefined) return `the attribute ${name} is not there`;
  if (is !== undefined && value.trim() !== is) return `${name} is "${value}" and not "${is}"`;
  if (matches !== undefined && !new RegExp(matches, 'iu').test(value)) return `${name} is "${value}"`;
  return undefined;
};
