/** After these, what waits at the site stands at other places than before. */
const SHIFTING: ReadonlySet<string> = new Set(['BuildStarted', 'BuildCancelled', 'BuildClarified', 'BuildMoved']);

export const shiftsQueue = ({ type }: { readonly type: string }): boolean => SHIFTING.has(type);
