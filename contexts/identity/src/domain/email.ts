import type { Decider } from '@pagewright/kernel';
import type { EmailCommand } from '../commands/account-commands.ts';
import type { EmailEvent } from '../events/account-events.ts';
import { refusal } from './refusals.ts';

export type Email = { readonly status: 'free' } | { readonly status: 'claimed'; readonly account: string };

/** Whose an e-mail address is; the address itself stands nowhere in its stream. */
export const emailDecider: Decider<Email, EmailCommand, EmailEvent> = {
  initialState: () => ({ status: 'free' }),
  decide: ({ data: { account, now } }, state) => {
    if (state.status === 'free') return [{ type: 'EmailClaimed', data: { account, at: now } }];
    if (state.account === account) return [];
    throw refusal('email-taken', 'This e-mail address has an account already; log in, or use another address', {
      field: 'email',
    });
  },
  evolve: (_state, event) => {
    switch (event.type) {
      case 'EmailClaimed':
        return { status: 'claimed', account: event.data.account };
      case 'EmailReleased':
        return { status: 'free' };
    }
  },
};

/** The form in which addresses are compared: without case, width or surrounding white space (Unicode NFKC). */
export const normaliseEmail = (address: string): string => address.normalize('NFKC').trim().toLowerCase();
