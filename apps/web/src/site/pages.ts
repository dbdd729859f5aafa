export type SitePage = 'chat' | 'versions' | 'history';
export const sitePages: Record<SitePage, string> = { chat: 'Chat', versions: 'Versions', history: 'History' };
