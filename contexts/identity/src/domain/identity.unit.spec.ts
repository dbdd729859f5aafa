import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { RegisterAccount } from '../commands/account-commands.ts';
import type { AccountEvent, EmailEvent, InstallationEvent } from '../events/account-events.ts';
import { accountDecider } from './account.ts';
import { emailDecider, normaliseEmail } from './email.ts';
import { installationDecider } from './installation.ts';

const now = '2026-03-01T12:00:00.000Z';
const account = 'ada';
const sealed = (text: string) => ({ sealed: text, key: 'account-ada' });
const person = { email: sealed('ada@example.org'), name: sealed('Ada'), passwordHash: sealed('$argon2id$1') };
const registered: AccountEvent = { type: 'AccountRegistered', data: { account, ...person, role: 'member', at: now } };
const changed: AccountEvent = { type: 'PasswordChanged', data: { account, passwordHash: sealed('$2'), at: now } };

describe('An account', () => {
  const given = decisionsOf(accountDecider);
  const register: RegisterAccount = { type: 'RegisterAccount', data: { account, ...person, role: 'member', now } };
  const change = { type: 'ChangePassword', data: { account, passwordHash: sealed('$2'), now } } as const;

  it('is registered', () => given().when(register).then(registered));
  it('is not registered twice', () => given(registered).when(register).thenRefused('account-exists'));
  it('gets a new password', () => {
    given(registered).when(change).then(changed);
    expect(given(registered, changed).state()).toMatchObject({ role: 'member', passwordHash: sealed('$2') });
  });
  it('that is not there gets none', () => given().when(change).thenRefused('unknown-account'));
  it('stays unknown whatever else is said of it', () => expect(given(changed).state()).toEqual({ status: 'none' }));
});

describe('An e-mail address', () => {
  const given = decisionsOf(emailDecider);
  const claimed: EmailEvent = { type: 'EmailClaimed', data: { account, at: now } };
  const released: EmailEvent = { type: 'EmailReleased', data: { account, at: now } };
  const claim = (by: string) => ({ type: 'ClaimEmail', data: { account: by, now } }) as const;

  it('belongs to the first account that claims it', () => given().when(claim(account)).then(claimed));
  it('is its own account’s already', () => given(claimed).when(claim(account)).thenNothing());
  it('is refused to a second one', () => given(claimed).when(claim('bob')).thenRefused('email-taken'));
  it('is free again after its release', () =>
    given(claimed, released)
      .when(claim('bob'))
      .then({ type: 'EmailClaimed', data: { account: 'bob', at: now } }));
  it.each([
    ['Ada@Example.ORG', 'ada@example.org'],
    [' ada@example.org\n', 'ada@example.org'],
    ['ａｄａ@example.org', 'ada@example.org'],
  ])('%j is the same as %s', (typed, compared) => expect(normaliseEmail(typed)).toBe(compared));
});

describe('An installation', () => {
  const given = decisionsOf(installationDecider);
  const claimed: InstallationEvent = { type: 'InstallationClaimed', data: { account, at: now } };
  const by = (type: 'ClaimInstallation' | 'JoinInstallation', who: string) =>
    ({ type, data: { account: who, now } }) as const;

  it('is claimed by the first account', () => given().when(by('ClaimInstallation', account)).then(claimed));
  it('is its account’s already', () => given(claimed).when(by('ClaimInstallation', account)).thenNothing());
  it('is refused to another first one', () =>
    given(claimed).when(by('ClaimInstallation', 'bob')).thenRefused('installation-claimed'));
  it('is joined by later accounts', () => given(claimed).when(by('JoinInstallation', 'bob')).thenNothing());
  it('is not joined before anybody was first', () =>
    given().when(by('JoinInstallation', 'bob')).thenRefused('installation-unclaimed'));
});
