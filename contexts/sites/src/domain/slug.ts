/** Letters that Unicode does not decompose, written as their readers do without them. */
const SPELT: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', đ: 'd', ð: 'd', þ: 'th', ł: 'l' };

/** A label for a site's default host name made from its name: `Åse's Café & Bar` gives `ases-cafe-bar`. */
export const slugOf = (name: string): string => {
  const plain = name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\p{M}'’]/gu, '')
    .replaceAll(/[ßæøœđðþł]/g, (letter) => SPELT[letter] ?? '');
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 40)
    .replace(/-$/, '');
  return slug === '' ? 'site' : slug;
};
