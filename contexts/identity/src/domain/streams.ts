import { type Brand, streamName, type StreamName } from '@pagewright/kernel';

/** First 40 hex of the HMAC-SHA256 of a normalised e-mail address: tells addresses apart without telling them. */
export type EmailClaim = Brand<string, 'EmailClaim'>;

export const accountStream = (account: string): StreamName => streamName('account', account);
export const emailStream = (claim: EmailClaim): StreamName => streamName('email', claim);
export const installationStream = (workspace: string): StreamName => streamName('installation', workspace);

/** What operators did in this workspace. */
export const auditStream = (workspace: string): StreamName => streamName('audit', workspace);
