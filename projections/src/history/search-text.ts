import { folded, visible } from '../reading/rows.ts';

/**
 * What an event is found by: its type in words, the words that pages use for it, its version, and every text in it that
 * a person could have read; ids and digests are not.
 */
export const searchTextOf = (type: string, data: Readonly<Record<string, unknown>>): string => {
  const { version, target } = data;
  const words = [
    type.replace(/([a-z0-9])([A-Z])/g, '$1 $2'),
    ALSO[type] ?? '',
    type === 'VersionPromoted' && target === 'live' ? 'published' : '',
    typeof version === 'number' ? `version ${version}` : '',
    ...textsIn(data),
  ];
  return folded(visible(words.filter((word) => word !== '').join('\n')));
};

/** Words of the pages that the type does not have. */
const ALSO: Readonly<Record<string, string>> = {
  BuildRequested: 'asked for a change',
  BuildStarted: 'build began',
  BuildSucceeded: 'made a version',
  BuildDeclined: 'change declined',
  BuildRejected: 'refused by its checks',
  BuildFailed: 'change failed',
  BuildCancelled: 'change stopped',
  BuildClarified: 'answered',
  VersionDeployed: 'on the web host',
  SiteDisabled: 'switched off',
  SiteEnabled: 'switched on',
  HostnameClaimed: 'address claimed',
  HostnameReleased: 'address released',
};

const IDS = new Set(['site', 'build', 'by', 'owner', 'at', 'key', 'retryOf', 'runnerId', 'digest', 'tree', 'question']);

const textsIn = (value: unknown, name = ''): string[] => {
  if (typeof value === 'string') return IDS.has(name) && !value.includes(' ') ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, Array.isArray(value) ? name : key));
};
