import { tell } from '../../parts/toasts.ts';

/** Puts the address of this comparison on the clipboard. */
export const copyLink = async (from: number, to: number): Promise<void> => {
  const url = new URL(location.href);
  url.searchParams.delete('version');
  url.searchParams.set('from', String(from));
  url.searchParams.set('to', String(to));
  try {
    await navigator.clipboard.writeText(url.href);
    tell.done('The link is copied', { description: `Versions ${from} and ${to}, for who may see this site` });
  } catch {
    tell.note('The link could not be copied', { description: url.href });
  }
};
