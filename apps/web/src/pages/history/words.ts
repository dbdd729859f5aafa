import type { LoggedEvent } from '../../api/types.ts';

/** An event in words: what happened, and the one thing more that a row has room for. */
export interface EventWords {
  readonly title: string;
  readonly detail: string;
}

export const wordsOf = (event: LoggedEvent): EventWords => {
  const known = WORDS[event.type];
  return known ? known(event, doerOf(event)) : { title: typeInWords(event.type), detail: gistOf(event) };
};

/** Who did it, where that is no person: "host:embedded" as "host embedded". */
export const doerOf = ({ by, actor }: Pick<LoggedEvent, 'by' | 'actor'>): string => by?.name ?? actor.replace(':', ' ');

/** "BuildSucceeded" as words: "Build succeeded". */
export const typeInWords = (type: string): string => {
  const words = type.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What is pressed in the list of kinds; an event that none of them names is found under all of them. */
export const KINDS: readonly { readonly label: string; readonly types: readonly string[] }[] = [
  { label: 'Requests', types: ['BuildRequested', 'BuildReworded', 'BuildMoved', 'BuildClarified', 'QuestionAsked'] },
  {
    label: 'Builds',
    types: [
      'BuildStarted',
      'BuildSucceeded',
      'BuildDeclined',
      'BuildClarificationAsked',
      'BuildRejected',
      'BuildFailed',
      'BuildStopRequested',
      'BuildCancelled',
      'QuestionAnswered',
      'QuestionFailed',
    ],
  },
  { label: 'Publishing', types: ['VersionPromoted', 'VersionDeployed', 'DeploymentFailed'] },
  {
    label: 'Versions',
    types: [
      'BuildSucceeded',
      'VersionChecked',
      'VersionNoted',
      'VersionStarred',
      'VersionUnstarred',
      'VersionPinned',
      'VersionUnpinned',
      'VersionDeleted',
    ],
  },
  {
    label: 'Settings',
    types: ['SiteCreated', 'SiteRenamed', 'SiteDisabled', 'SiteEnabled', 'SiteLiveLocked', 'SiteLiveUnlocked'],
  },
];

type Words = (event: LoggedEvent, who: string) => EventWords;

const text = ({ data }: LoggedEvent, name: string): string => {
  const value = data[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};
const by = (who: string): string => `by ${who}`;
const done =
  (title: string): Words =>
  (_event, who) => ({ title, detail: by(who) });
const onVersion =
  (what: string): Words =>
  (event, who) => ({ title: `${what} version ${text(event, 'version')}`, detail: by(who) });

const WORDS: Readonly<Record<string, Words>> = {
  SiteCreated: (event, who) => ({ title: 'Site created', detail: `${text(event, 'name')}, ${by(who)}` }),
  SiteRenamed: (event, who) => ({ title: `Renamed to ${text(event, 'name')}`, detail: by(who) }),
  SiteDisabled: done('Site switched off'),
  SiteEnabled: done('Site switched on'),
  SiteLiveLocked: (event, who) => ({ title: 'Live locked', detail: text(event, 'reason') || by(who) }),
  SiteLiveUnlocked: done('Live unlocked'),
  HostnameClaimed: (event) => ({ title: 'Address claimed', detail: text(event, 'name') }),
  HostnameReleased: (event) => ({ title: 'Address released', detail: text(event, 'name') }),

  BuildRequested: (event, who) => {
    if (event.data['kind'] === 'import') return { title: `${who} began the site`, detail: 'with its first files' };
    if (event.data['kind'] === 'restore')
      return { title: `${who} asked to restore`, detail: `version ${text(event, 'version')}` };
    if (event.data['kind'] === 'undo')
      return { title: `${who} asked to undo`, detail: `version ${text(event, 'version')}` };
    return { title: `${who} asked for a change`, detail: text(event, 'prompt') };
  },
  BuildReworded: (event, who) => ({ title: `${who} reworded a request`, detail: text(event, 'prompt') }),
  BuildMoved: done('The queue was reordered'),
  BuildStarted: (event) => ({
    title: 'Build began',
    detail: `attempt ${text(event, 'attempt')}, runner ${text(event, 'runnerId').slice(0, 12)}`,
  }),
  BuildSucceeded: (event) => ({ title: `Version ${text(event, 'version')}`, detail: text(event, 'summary') }),
  BuildDeclined: (event) => ({ title: 'Change declined', detail: text(event, 'message') }),
  BuildClarificationAsked: (event) => ({ title: 'Question asked', detail: text(event, 'question') }),
  BuildClarified: (event, who) => ({ title: `${who} answered`, detail: text(event, 'answer') }),
  BuildRejected: (event) => ({ title: 'Refused by its checks', detail: text(event, 'message') }),
  BuildFailed: (event) => ({ title: 'Change failed', detail: text(event, 'message') || text(event, 'reason') }),
  BuildStopRequested: done('Build being stopped'),
  BuildCancelled: done('Change stopped'),
  QuestionAsked: (event, who) => ({ title: `${who} asked`, detail: text(event, 'text') }),
  QuestionAnswered: (event) => ({ title: 'Question answered', detail: text(event, 'text') }),

  VersionPromoted: (event, who) => {
    const { previous, reason } = event.data;
    const before = typeof previous === 'number' ? `, version ${previous} before` : '';
    const why = typeof reason === 'string' && reason !== '' ? `: ${reason}` : '';
    const detail = `${by(who)}${before}${why}`;
    return event.data['target'] === 'live'
      ? { title: `Version ${text(event, 'version')} published`, detail }
      : { title: `Preview moved to version ${text(event, 'version')}`, detail };
  },
  VersionNoted: (event, who) => ({
    title: `Note on version ${text(event, 'version')}`,
    detail: text(event, 'note') || `removed ${by(who)}`,
  }),
  VersionStarred: onVersion('Star on'),
  VersionUnstarred: onVersion('Star off'),
  VersionPinned: onVersion('Pin on'),
  VersionUnpinned: onVersion('Pin off'),
  VersionDeleted: (event, who) => ({ title: `Version ${text(event, 'version')} deleted`, detail: by(who) }),
  VersionChecked: (event) => ({ title: `Version ${text(event, 'version')} checked`, detail: 'in a browser' }),
  VersionDeployed: (event) => ({
    title: 'On the web host',
    detail: `${text(event, 'target')} version ${text(event, 'version')}, ${text(event, 'host')}, ${text(event, 'durationMs')} ms`,
  }),
  DeploymentFailed: (event) => ({
    title: `The host could not serve version ${text(event, 'version')}`,
    detail: text(event, 'reason'),
  }),
};

const gistOf = ({ data }: LoggedEvent): string => {
  const { version, target } = data;
  const words = [
    typeof version === 'number' && `version ${version}`,
    typeof target === 'string' && `to ${target}`,
    [data['summary'], data['prompt'], data['reason'], data['message'], data['name']].find(
      (value) => typeof value === 'string' && value !== '',
    ),
  ];
  return words.filter((word) => typeof word === 'string').join(', ');
};
