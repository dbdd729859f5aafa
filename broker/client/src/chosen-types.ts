import type { ConsumerConfig } from '@nats-io/jetstream';
import { SubscriptionError } from './errors.ts';
import { EVENT_TYPES, type EventType } from './event-types.ts';

/** `pagewright.site.SiteCreated.v1`, from the subject of a message. */
export const typeOfSubject = (subject: string): string => {
  const [, , kind, type, version] = subject.split('.');
  return `pagewright.${kind}.${type}.${version}`;
};

/**
 * The types to be handed on: those that are named, else all that are known.
 * @throws SubscriptionError `bad-option` for one that does not exist, or never comes on this durable
 */
export const chosenTypes = (
  types: readonly EventType[] | undefined,
  { filter_subject, filter_subjects }: Partial<ConsumerConfig>,
): ReadonlySet<string> => {
  const filters = filter_subjects ?? (filter_subject === undefined ? [] : [filter_subject]);
  for (const type of types ?? []) {
    if (!EVENT_TYPES.includes(type)) {
      throw new SubscriptionError('bad-option', `types: there is no ${type}; there are ${EVENT_TYPES.join(', ')}`);
    }
    if (filters.length > 0 && !filters.some((filter) => lets(filter, type))) {
      throw new SubscriptionError(
        'bad-option',
        `types: ${type} never comes, since this durable lets through ${filters.join(', ')}: create a subscriber for it`,
      );
    }
  }
  return new Set<string>(types ?? EVENT_TYPES);
};

const lets = (filter: string, type: string): boolean => {
  const [, ...wanted] = type.split('.');
  const [, , ...allowed] = filter.split('.');
  return wanted.every((token, at) => allowed[at] === '*' || allowed[at] === token);
};
