export type SitePage = 'chat' | 'versions' | 'log';
export const sitePages: Record<SitePage, string> = { chat: 'Chat', versions: 'Versions', log: 'Log' };
