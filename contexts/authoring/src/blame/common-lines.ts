/** How many characters two texts share at their beginning and end, whole lines only, without overlap. */
export const commonLines = (a: string, b: string): { readonly head: number; readonly tail: number } => {
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a.charCodeAt(head) === b.charCodeAt(head)) head += 1;
  if (head === a.length && head === b.length) return { head, tail: 0 };
  head = a.lastIndexOf('\n', head - 1) + 1;
  let tail = 0;
  while (tail < most - head && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail += 1;
  // The first whole line after where they begin to be equal, or none.
  const line = a.indexOf('\n', a.length - tail - 1) + 1;
  return { head, tail: tail === 0 || line === 0 ? 0 : Math.min(tail, a.length - line) };
};
