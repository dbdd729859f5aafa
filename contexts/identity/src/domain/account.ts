import type { Decider, Sealed } from '@pagewright/kernel';
import type { AccountCommand, ChangePassword, RegisterAccount, Role } from '../commands/account-commands.ts';
import type { AccountEvent } from '../events/account-events.ts';
import { refusal } from './refusals.ts';

export type Account =
  | { readonly status: 'none' }
  | {
      readonly status: 'active';
      readonly account: string;
      readonly email: Sealed;
      readonly name: Sealed;
      /** Sealed like the rest; opened only to verify a password. */
      readonly passwordHash: Sealed;
      readonly role: Role;
      readonly registeredAt: string;
    };

/** One person's account. That an e-mail has one account only is the business of its claim. */
export const accountDecider: Decider<Account, AccountCommand, AccountEvent> = {
  initialState: () => ({ status: 'none' }),
  decide: (command, state) => {
    switch (command.type) {
      case 'RegisterAccount':
        return register(command, state);
      case 'ChangePassword':
        return changePassword(command, state);
    }
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'AccountRegistered': {
        const { account, email, name, passwordHash, role, at } = event.data;
        return { status: 'active', account, email, name, passwordHash, role, registeredAt: at };
      }
      case 'PasswordChanged':
        return state.status === 'active' ? { ...state, passwordHash: event.data.passwordHash } : state;
    }
  },
};

const register = ({ data }: RegisterAccount, state: Account): readonly AccountEvent[] => {
  const { account, email, name, passwordHash, role, now } = data;
  if (state.status === 'active') {
    throw refusal('account-exists', `There is an account ${account} already; log in, or register under another id`);
  }
  return [{ type: 'AccountRegistered', data: { account, email, name, passwordHash, role, at: now } }];
};

const changePassword = (
  { data: { account, passwordHash, now } }: ChangePassword,
  state: Account,
): readonly AccountEvent[] => {
  if (state.status === 'none') throw refusal('unknown-account', `There is no account ${account}; register first`);
  return [{ type: 'PasswordChanged', data: { account, passwordHash, at: now } }];
};
