/* Made by `npm run docs` from the schemas that each event is checked by before it is sent: change them there. */

/** What every event has besides its type and data. */
export interface Attributes {
  readonly specversion: '1.0';
  /** The event’s own id; with `source` it tells a repeat */
  readonly id: string;
  /** /pagewright/<workspace>/<kind>/<id> */
  readonly source: string;
  /** The id of what it happened to */
  readonly subject: string;
  /** When it happened */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Counts the inner events of the subject */
  readonly aggregateversion: string;
  /** The same for all that came of one command */
  readonly correlationid: string;
  /** Id of the event or command that it follows from */
  readonly causationid: string;
  /** Who did it: account:<id>, runner:<id>, policy:<name>, host:<name> or anonymous */
  readonly actor: string;
  /** Grows from message to message */
  readonly logposition: string;
}

/** The data of each event, by the event’s type. */
export interface EventData {
  /** A site was made. */
  readonly 'pagewright.site.SiteCreated.v1': {
    /** The site */
    readonly site: string;
    readonly owner: string;
    /** Its host name */
    readonly fqdn: string;
  };
  /** A site is not served any more, until it is enabled. */
  readonly 'pagewright.site.SiteDisabled.v1': {
    /** The site */
    readonly site: string;
    /** The account that did it */
    readonly by: string;
  };
  /** A site is served again. */
  readonly 'pagewright.site.SiteEnabled.v1': {
    /** The site */
    readonly site: string;
    /** The account that did it */
    readonly by: string;
  };
  /** A site is gone for good. */
  readonly 'pagewright.site.SiteDeleted.v1': {
    /** The site */
    readonly site: string;
    /** The account that did it */
    readonly by: string;
  };
  /** Somebody asked for a change, a restore, an undo or an import. */
  readonly 'pagewright.site.BuildRequested.v1': {
    /** The site */
    readonly site: string;
    /** The build */
    readonly build: string;
    readonly kind: 'prompt' | 'visual' | 'restore' | 'undo' | 'import';
    /** The account that did it */
    readonly by: string;
  };
  /** A worker has begun an attempt. */
  readonly 'pagewright.site.BuildStarted.v1': {
    /** The site */
    readonly site: string;
    /** The build */
    readonly build: string;
    /** 0: decided without running */
    readonly attempt: number;
  };
  /** A build has made a version. */
  readonly 'pagewright.site.BuildSucceeded.v1': {
    /** The site */
    readonly site: string;
    /** The build */
    readonly build: string;
    /** 0: decided without running */
    readonly attempt: number;
    readonly version: number;
    /** The version that it changed */
    readonly parent: number | null;
    /** Hex sha256 of its files */
    readonly tree: string;
    /** How many files it has */
    readonly files: number;
  };
  /** The agent did not do what was asked for, and said why. */
  readonly 'pagewright.site.BuildDeclined.v1': {
    /** The site */
    readonly site: string;
    /** The build */
    readonly build: string;
    /** 0: decided without running */
    readonly attempt: number;
  };
  /** The agent waits for an answer. */
  readonly 'pagewright.site.BuildClarificationAsked.v1': {
    /** The site */
    readonly site: string;
    /** The build */
    readonly build: string;
    /** 0: decided without running */
    readonly attempt: number;
  };
  /** What a build made was not taken. */
  readonly 'pagewright.site.BuildRejected.v1': {
    /** The site */
    readonly site: string;
    /** The build */
    readonly build: string;
    /** 0: decided without running */
    readonly attempt: number;
    readonly reason: 'checks' | 'unsafe-archive' | 'conflicts';
    readonly findings: number;
  };
  /** A build has ended without a version. */
  readonly 'pagewright.site.BuildFailed.v1': {
    /** The site */
    readonly site: string;
    /** The build */
    readonly build: string;
    /** 0: decided without running */
    readonly attempt: number;
    readonly reason: 'attempts' | 'timeout' | 'agent' | 'source-moved' | 'unanswered' | 'source-missing';
  };
  /** Somebody has stopped a build. */
  readonly 'pagewright.site.BuildCancelled.v1': {
    /** The site */
    readonly site: string;
    /** The build */
    readonly build: string;
    /** 0: decided without running */
    readonly attempt: number;
    /** The account that did it */
    readonly by: string;
  };
  /** A version is to be shown at an address of the site; hosts say VersionDeployed when they do. */
  readonly 'pagewright.site.VersionPromoted.v1': {
    /** The site */
    readonly site: string;
    /** 1, 2, 3 … within the site */
    readonly version: number;
    readonly digest: string;
    readonly target: 'live' | 'preview';
    readonly previous: number | null;
    /** The account that did it */
    readonly by: string;
  };
  /** A browser has looked at a version. */
  readonly 'pagewright.site.VersionChecked.v1': {
    /** The site */
    readonly site: string;
    /** 1, 2, 3 … within the site */
    readonly version: number;
    readonly run: number;
    readonly state: 'passed' | 'warned' | 'failed' | 'unavailable';
  };
  /** A version is gone; its number is never used again. */
  readonly 'pagewright.site.VersionDeleted.v1': {
    /** The site */
    readonly site: string;
    /** 1, 2, 3 … within the site */
    readonly version: number;
    /** The account that did it */
    readonly by: string;
  };
  /** A host serves a version. */
  readonly 'pagewright.deployment.VersionDeployed.v1': {
    /** The site */
    readonly site: string;
    /** Who serves it */
    readonly host: string;
    readonly target: 'live' | 'preview';
    readonly version: number;
    readonly digest: string;
    /** From the pointer’s move until it was served, in milliseconds */
    readonly durationMs: number;
  };
  /** A host could not serve a version. */
  readonly 'pagewright.deployment.DeploymentFailed.v1': {
    /** The site */
    readonly site: string;
    /** Who serves it */
    readonly host: string;
    readonly target: 'live' | 'preview';
    readonly version: number;
  };
}

export type EventType = keyof EventData;

/** Every event that this version of the package knows. */
export const EVENT_TYPES: readonly EventType[] = [
  'pagewright.site.SiteCreated.v1',
  'pagewright.site.SiteDisabled.v1',
  'pagewright.site.SiteEnabled.v1',
  'pagewright.site.SiteDeleted.v1',
  'pagewright.site.BuildRequested.v1',
  'pagewright.site.BuildStarted.v1',
  'pagewright.site.BuildSucceeded.v1',
  'pagewright.site.BuildDeclined.v1',
  'pagewright.site.BuildClarificationAsked.v1',
  'pagewright.site.BuildRejected.v1',
  'pagewright.site.BuildFailed.v1',
  'pagewright.site.BuildCancelled.v1',
  'pagewright.site.VersionPromoted.v1',
  'pagewright.site.VersionChecked.v1',
  'pagewright.site.VersionDeleted.v1',
  'pagewright.deployment.VersionDeployed.v1',
  'pagewright.deployment.DeploymentFailed.v1',
];
