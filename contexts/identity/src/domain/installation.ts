import type { Decider } from '@pagewright/kernel';
import type { InstallationCommand } from '../commands/account-commands.ts';
import type { InstallationEvent } from '../events/account-events.ts';
import { refusal } from './refusals.ts';

export type Installation = { readonly status: 'unclaimed' } | { readonly status: 'claimed'; readonly account: string };

/** Who came first. */
export const installationDecider: Decider<Installation, InstallationCommand, InstallationEvent> = {
  initialState: () => ({ status: 'unclaimed' }),
  decide: ({ type, data: { account, now } }, state) => {
    switch (type) {
      case 'ClaimInstallation':
        if (state.status === 'unclaimed') return [{ type: 'InstallationClaimed', data: { account, at: now } }];
        if (state.account === account) return [];
        throw refusal('installation-claimed', 'Another account was first; register again, without the set-up code');
      case 'JoinInstallation':
        if (state.status === 'claimed') return [];
        throw refusal('installation-unclaimed', 'Nobody has set this up yet; register with the set-up code first');
    }
  },
  evolve: (_state, { type, data }) => {
    switch (type) {
      case 'InstallationClaimed':
        return { status: 'claimed', account: data.account };
    }
  },
};
