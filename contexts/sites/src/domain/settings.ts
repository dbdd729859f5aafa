import type { OpenBuild } from './site.ts';
import type { SiteEvent } from '../events/site-events.ts';
import { checkName } from './creating.ts';
import { refusal } from './refusals.ts';
import type { Deciding, Evolving } from './rules.ts';

/** Name, serving, the lock on live, and the end of a site. Each is idempotent. */
export const settingsRules: Deciding<
  'RenameSite' | 'DisableSite' | 'EnableSite' | 'LockLive' | 'UnlockLive' | 'DeleteSite'
> = {
  RenameSite: ({ site, now, by, name }, state) => {
    const chosen = checkName(name);
    return chosen === state.name ? [] : [{ type: 'SiteRenamed', data: { site, at: now, name: chosen, by } }];
  },

  DisableSite: ({ site, now, by }, state) =>
    state.serving === 'disabled' ? [] : [{ type: 'SiteDisabled', data: { site, at: now, by } }],

  EnableSite: ({ site, now, by }, state) =>
    state.serving === 'enabled' ? [] : [{ type: 'SiteEnabled', data: { site, at: now, by } }],

  LockLive: ({ site, now, by, reason }, state) =>
    state.liveLock ? [] : [{ type: 'SiteLiveLocked', data: { site, at: now, by, reason } }],

  UnlockLive: ({ site, now, by }, state) =>
    state.liveLock ? [{ type: 'SiteLiveUnlocked', data: { site, at: now, by } }] : [],

  DeleteSite: ({ site, now, by }, state) => {
    if (state.running) {
      throw refusal(
        'build-running',
        `Site ${state.name} has a running build; stop it, wait until it has stopped, then delete the site`,
        { build: state.running.build, state: state.running.state },
      );
    }
    const cancelled = ({ build, attempt }: OpenBuild): SiteEvent => ({
      type: 'BuildCancelled',
      data: { site, at: now, build, by, attempt, partial: null, activity: null },
    });
    return [
      ...[...state.waiting, ...state.clarifying].map(cancelled),
      { type: 'SiteDeleted', data: { site, at: now, by } },
    ];
  },
};

export const settingsEvolving: Evolving<
  'SiteRenamed' | 'SiteDisabled' | 'SiteEnabled' | 'SiteLiveLocked' | 'SiteLiveUnlocked' | 'SiteDeleted'
> = {
  SiteRenamed: (site, { name }) => ({ ...site, name }),
  SiteDisabled: (site) => ({ ...site, serving: 'disabled' }),
  SiteEnabled: (site) => ({ ...site, serving: 'enabled' }),
  SiteLiveLocked: (site, { by, at, reason }) => ({ ...site, liveLock: { by, at, reason } }),
  SiteLiveUnlocked: (site) => ({ ...site, liveLock: null }),
  SiteDeleted: (site) => ({ ...site, status: 'deleted' }),
};
