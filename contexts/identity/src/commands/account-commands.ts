import type { Message, Sealed } from '@pagewright/kernel';

export type Role = 'admin' | 'member';

/** Everything people typed comes sealed under the account's own key; the hash is argon2id's. */
export type RegisterAccount = Message<
  'RegisterAccount',
  { account: string; email: Sealed; name: Sealed; passwordHash: Sealed; role: Role; now: string }
>;
export type ChangePassword = Message<'ChangePassword', { account: string; passwordHash: Sealed; now: string }>;
export type AccountCommand = RegisterAccount | ChangePassword;

export type ClaimEmail = Message<'ClaimEmail', { account: string; now: string }>;
export type EmailCommand = ClaimEmail;

/** By the first account, which becomes its admin. */
export type ClaimInstallation = Message<'ClaimInstallation', { account: string; now: string }>;
/** By every later account: changes nothing, and is refused while nobody was first. */
export type JoinInstallation = Message<'JoinInstallation', { account: string; now: string }>;
export type InstallationCommand = ClaimInstallation | JoinInstallation;
