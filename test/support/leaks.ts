const held = new Map<symbol, { readonly what: string; readonly end: () => void }>();

/**
 * Notes that something runs until the answer is called. What is still noted when a test file ends fails it
 * (`no-leaks.ts`); what is noted when the process ends is ended with it by `end`, which must not wait.
 */
export const noteRunning = (what: string, end: () => void): (() => void) => {
  const key = Symbol(what);
  held.set(key, { what, end });
  return () => void held.delete(key);
};

/** Names what was left running and ends it. */
export const takeLeaks = (): readonly string[] => {
  const names = [...held.values()].map(({ what }) => what);
  for (const { end } of held.values()) end();
  held.clear();
  return names;
};

process.once('exit', takeLeaks);
