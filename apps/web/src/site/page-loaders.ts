/** The pages of a site, each a script of its own; a second call gives the same module. */
export const loadSitePage = {
  chat: () => import('../pages/chat/ChatPage.svelte'),
  versions: () => import('../pages/versions/VersionsPage.svelte'),
  history: () => import('../pages/history/HistoryPage.svelte'),
};
