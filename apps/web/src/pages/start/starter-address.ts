/** Where a starter's own pages are, for looking at them; the answers keep them apart from this app. */
export const starterAddress = (name: string): string => `/api/starters/${encodeURIComponent(name)}/site/`;
