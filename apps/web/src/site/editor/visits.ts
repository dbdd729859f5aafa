/** The pages that were looked at in the frame, as the two arrows walk them; the browser's own history is not touched. */
export interface Visits {
  readonly paths: readonly string[];
  readonly at: number;
}

const MOST = 100;

export const firstVisit = (path: string): Visits => ({ paths: [path], at: 0 });

export const currentPath = ({ paths, at }: Visits): string => paths[at] ?? '/';

/** What was ahead is forgotten, as in any browser; the page one is on already is no new visit. */
export const visited = (visits: Visits, path: string): Visits => {
  if (path === currentPath(visits)) return visits;
  const paths = [...visits.paths.slice(0, visits.at + 1), path].slice(-MOST);
  return { paths, at: paths.length - 1 };
};

export const canStep = ({ paths, at }: Visits, way: -1 | 1): boolean => paths[at + way] !== undefined;

export const stepped = (visits: Visits, way: -1 | 1): Visits =>
  canStep(visits, way) ? { ...visits, at: visits.at + way } : visits;
