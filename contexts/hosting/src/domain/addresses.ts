/** Which of our origins a host name stands for. */
export type Address =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'preview'; readonly key: string }
  | { readonly type: 'version'; readonly key: string; readonly version: number }
  /** What the editor's frame shows; null follows the preview pointer. */
  | { readonly type: 'edit'; readonly key: string; readonly version: number | null };

/**
 * The host name in a `Host` header, in lower case, without port and trailing dot. Undefined for everything that is not
 * a plain DNS name with an optional port: user information, IPv6 literals, percent signs, spaces, empty labels.
 */
export const hostNameIn = (header: string): string | undefined =>
  header.length > LONGEST ? undefined : HOST.exec(header)?.[1]?.toLowerCase();

/** What a normalised host name may mean under a sites domain; whether there is such a site is another question. */
export const addressOf = (name: string, sitesDomain: string): Address => {
  const suffix = `.${sitesDomain}`;
  const label = name.endsWith(suffix) ? name.slice(0, -suffix.length) : '';
  const [, previewKey] = PREVIEW.exec(label) ?? [];
  if (previewKey) return { type: 'preview', key: previewKey };
  const [, version, versionKey] = VERSION.exec(label) ?? [];
  if (version && versionKey) return { type: 'version', key: versionKey, version: Number(version) };
  const [, edited, editKey] = EDIT.exec(label) ?? [];
  if (editKey) return { type: 'edit', key: editKey, version: edited ? Number(edited) : null };
  return { type: 'name', name };
};

/** Follows the preview pointer. */
export const previewName = (key: string, sitesDomain: string): string => `preview--${key}.${sitesDomain}`;

/** One version, unchanged for ever. */
export const versionName = (version: number, key: string, sitesDomain: string): string =>
  `v${version}--${key}.${sitesDomain}`;

/** A version, or what the preview pointer shows, as the editor's frame gets it; never a public address. */
export const editName = (version: number | null, key: string, sitesDomain: string): string =>
  `edit${version === null ? '' : `-v${version}`}--${key}.${sitesDomain}`;

/** 253 characters of name, a dot, a colon and a port. */
const LONGEST = 260;
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(String.raw`^(${LABEL}(?:\.${LABEL})*)\.?(?::[0-9]{1,5})?$`, 'i');
const PREVIEW = /^preview--([a-z2-7]{16})$/;
/** No leading zero: a version has one address. */
const VERSION = /^v([1-9][0-9]{0,8})--([a-z2-7]{16})$/;
/** The number after the version only makes it another origin, for a frame that shall share nothing with the one before. */
const EDIT = /^edit(?:-v([1-9][0-9]{0,8})(?:-[1-9][0-9]{0,2})?)?--([a-z2-7]{16})$/;
