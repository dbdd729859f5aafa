export interface Place {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

export interface Match<Name extends string> {
  readonly name: Name;
  readonly params: Readonly<Record<string, string>>;
}

/** The first pattern that fits the whole path; `:word` takes one segment, decoded. A trailing slash does not matter. */
export const matchRoute = <Name extends string>(
  routes: readonly (readonly [pattern: string, name: Name])[],
  path: string,
): Match<Name> | null => {
  const given = segmentsOf(path);
  for (const [pattern, name] of routes) {
    const wanted = segmentsOf(pattern);
    if (wanted.length !== given.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((segment, index) => {
      const value = given[index] ?? '';
      if (!segment.startsWith(':')) return segment === value;
      const decoded = decode(value);
      if (decoded === null) return false;
      params[segment.slice(1)] = decoded;
      return true;
    });
    if (fits) return { name, params };
  }
  return null;
};

export const placeOf = (url: URL): Place => ({ path: url.pathname, query: Object.fromEntries(url.searchParams) });

/** A path of this app to go on to after logging in; anything that leads elsewhere becomes the start page. */
export const safeNext = (next: string | undefined): string => {
  if (next === undefined || !next.startsWith('/')) return '/';
  const base = 'http://app.invalid';
  const url = URL.parse(next, base);
  return url?.origin === base && !next.startsWith('//') ? `${url.pathname}${url.search}` : '/';
};

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

const decode = (segment: string): string | null => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
};
