import type { Decider } from '@pagewright/kernel';
import type { ClaimHostname, HostnameCommand, ReleaseHostname } from '../commands/hostname-commands.ts';
import type { HostnameEvent } from '../events/hostname-events.ts';
import type { SiteId } from '../events/words.ts';
import { checkHostname } from './hostname.ts';
import { refusal } from './refusals.ts';

export type Hostname = { readonly status: 'free' } | { readonly status: 'claimed'; readonly site: SiteId };

/** One host name of the whole installation; its stream is the only place that says whose it is. */
export const hostnameDecider: Decider<Hostname, HostnameCommand, HostnameEvent> = {
  initialState: () => ({ status: 'free' }),
  decide: (command, state) => {
    switch (command.type) {
      case 'ClaimHostname':
        return claim(command, state);
      case 'ReleaseHostname':
        return release(command, state);
    }
  },
  evolve: (_state, event) => {
    switch (event.type) {
      case 'HostnameClaimed':
        return { status: 'claimed', site: event.data.site };
      case 'HostnameReleased':
        return { status: 'free' };
    }
  },
};

const claim = ({ data: { name, site, now } }: ClaimHostname, state: Hostname): readonly HostnameEvent[] => {
  if (state.status === 'free') {
    return [{ type: 'HostnameClaimed', data: { name: checkHostname(name), site, at: now } }];
  }
  if (state.site === site) return [];
  throw refusal('hostname-taken', `${name} belongs to another site; choose another name`, { field: 'fqdn', name });
};

const release = ({ data: { name, site, now } }: ReleaseHostname, state: Hostname): readonly HostnameEvent[] =>
  state.status === 'claimed' && state.site === site
    ? [{ type: 'HostnameReleased', data: { name, site, at: now } }]
    : [];
