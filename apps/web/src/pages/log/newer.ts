import type { LoggedEvent } from '../../api/types.ts';

/** The newest page joined to what is known, newest first; the page alone when nothing of it is known. */
export const withNewer = (known: readonly LoggedEvent[], page: readonly LoggedEvent[]): readonly LoggedEvent[] => {
  const ids = new Set(known.map(({ id }) => id));
  if (!page.some(({ id }) => ids.has(id))) return page;
  return [...page.filter(({ id }) => !ids.has(id)), ...known];
};

/** "BuildSucceeded" as words: "Build succeeded". */
export const wordsOf = (type: string): string => {
  const words = type.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The one thing about an event that a row has room for. */
export const gistOf = ({ type, data }: LoggedEvent): string => {
  if (type === 'BuildRequested' && data['kind'] === 'restore') return `restore version ${String(data['version'])}`;
  if (type === 'BuildRequested' && data['kind'] === 'undo') return `undo version ${String(data['version'])}`;

  const { version, target, prompt, summary, reason, attempt, message, name, fqdn } = data;
  const words = [
    typeof version === 'number' && `version ${version}`,
    typeof target === 'string' && `to ${target}`,
    typeof attempt === 'number' && attempt > 0 && `attempt ${attempt}`,
    [summary, prompt, reason, message, name, fqdn].find((text) => typeof text === 'string' && text !== ''),
  ];
  return words.filter((word) => typeof word === 'string').join(', ');
};

/** Who did it, where that is no person: "host:embedded" as "host embedded". */
export const doerOf = ({ by, actor }: Pick<LoggedEvent, 'by' | 'actor'>): string => by?.name ?? actor.replace(':', ' ');
