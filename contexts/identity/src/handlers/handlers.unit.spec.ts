import { ANONYMOUS, commandDigest, commandId, type CommandContext } from '@pagewright/kernel';
import { aggregatesInMemory } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import { accountDecider } from '../domain/account.ts';
import { accountStream } from '../domain/streams.ts';
import { ChangePassword, ChangePasswordHandler } from './change-password.ts';
import { emailClaimOf } from './email-claim.ts';
import { RegisterAccount, type RegisterAccountData, RegisterAccountHandler } from './register-account.ts';

const now = '2026-03-01T12:00:00.000Z';
const key = new TextEncoder().encode('the key of this installation');
const sealed = (text: string) => ({ sealed: text, key: 'account-ada' });

const contextOf = (id: string): CommandContext => ({
  commandId: commandId(id),
  commandDigest: commandDigest(id),
  actor: ANONYMOUS,
  correlationId: id,
  causationId: id,
  now,
});

const installation = () => {
  const { aggregates, log } = aggregatesInMemory();
  const register = (account: string, role: RegisterAccountData['role'], email = `${account}@example.org`) =>
    new RegisterAccountHandler(aggregates).execute(
      new RegisterAccount(
        {
          account,
          role,
          email: sealed(email),
          name: sealed(account),
          passwordHash: sealed('$argon2id$1'),
          emailClaim: emailClaimOf(email, key),
          workspace: 'default',
          now,
        },
        contextOf(`register ${account}`),
      ),
    );
  return { aggregates, log, register };
};

describe('Registering', () => {
  it('makes account, claim and installation in one append for the first', async () => {
    const { log, register } = installation();
    await register('ada', 'admin');
    expect(log.map(({ type, meta }) => [type, meta.commandId])).toEqual(
      ['AccountRegistered', 'EmailClaimed', 'InstallationClaimed'].map((type) => [type, commandId('register ada')]),
    );
  });
  it('makes account and claim for later ones', async () => {
    const { log, register } = installation();
    await register('ada', 'admin');
    await register('bob', 'member');
    expect(log.slice(3).map(({ type }) => type)).toEqual(['AccountRegistered', 'EmailClaimed']);
  });
  it('makes one admin of two that come first at the same instant', async () => {
    const { log, register } = installation();
    const outcomes = await Promise.allSettled([register('ada', 'admin'), register('bob', 'admin')]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'installation-claimed' } },
    ]);
    expect(log).toHaveLength(3);
  });
  it('gives an address to one of two that want it, whatever its case', async () => {
    const { log, register } = installation();
    await register('ada', 'admin');
    await expect(register('eve', 'member', 'ADA@example.org')).rejects.toMatchObject({ code: 'email-taken' });
    expect(log).toHaveLength(3);
  });
  it('is refused to a member while nobody was first', async () => {
    const { log, register } = installation();
    await expect(register('bob', 'member')).rejects.toMatchObject({ code: 'installation-unclaimed' });
    expect(log).toEqual([]);
  });
});

describe('Changing a password', () => {
  it('replaces the sealed hash', async () => {
    const { aggregates, register } = installation();
    await register('ada', 'admin');
    const command = new ChangePassword({ account: 'ada', passwordHash: sealed('$2'), now }, contextOf('change'));
    await new ChangePasswordHandler(aggregates).execute(command);
    const { state } = await aggregates.read(accountStream('ada'), accountDecider);
    expect(state).toMatchObject({ status: 'active', role: 'admin', passwordHash: sealed('$2') });
  });
});

describe('The claim of an address', () => {
  it('is another one under another key, and never the address', () => {
    const claim = emailClaimOf('ada@example.org', key);
    expect(claim).toMatch(/^[0-9a-f]{40}$/);
    expect(emailClaimOf('ada@example.org', new TextEncoder().encode('another key'))).not.toBe(claim);
  });
});
