/** Units `[start, end)` of one sequence stand where units `[from, to)` of the other do; all else is the same in both. */
export interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

// Time and memory grow with the square of the edits: past this many, what lies between the common ends is one hunk.
const mostEdits = 3000;

/**
 * The hunks that turn `before` into `after`, in order, none touching the next: the fewest edits there are, by the greedy
 * algorithm of E. Myers, "An O(ND) Difference Algorithm and Its Variations" (Algorithmica 1, 1986).
 */
export const sequenceHunks = (before: readonly string[], after: readonly string[]): Hunk[] => {
  const head = commonStart(before, after);
  const tail = commonEnd(before, after, head);
  const whole = { start: head, end: before.length - tail, from: head, to: after.length - tail };
  if (whole.start === whole.end && whole.from === whole.to) return [];
  if (whole.start === whole.end || whole.from === whole.to) return [whole];
  const numbers = new Map<string, number>();
  const [old, fresh] = [numbered(before, head, whole.end, numbers), numbered(after, head, whole.to, numbers)];
  const trace = traceEdits(old, fresh);
  return trace ? hunksOf(trace, old.length, fresh.length, head) : [whole];
};

const commonStart = (a: readonly string[], b: readonly string[]): number => {
  const most = Math.min(a.length, b.length);
  let count = 0;
  while (count < most && a[count] === b[count]) count += 1;
  return count;
};

const commonEnd = (a: readonly string[], b: readonly string[], head: number): number => {
  const most = Math.min(a.length, b.length) - head;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
};

/** Equal units get equal numbers: numbers are compared much faster. */
const numbered = (units: readonly string[], start: number, end: number, numbers: Map<string, number>): Int32Array => {
  const found = new Int32Array(end - start);
  for (let at = start; at < end; at += 1) {
    const unit = units[at] ?? '';
    const number = numbers.get(unit) ?? numbers.size;
    numbers.set(unit, number);
    found[at - start] = number;
  }
  return found;
};

/**
 * For each number of edits the furthest place in `old` on every diagonal (place in old minus place in fresh) that can be
 * reached; the last reaches both ends. Undefined when more than the most edits are needed.
 */
const traceEdits = (old: Int32Array, fresh: Int32Array): Int32Array[] | undefined => {
  const most = Math.min(old.length + fresh.length, mostEdits);
  const trace: Int32Array[] = [];
  let reached = new Int32Array(3);
  for (let edits = 0; edits <= most; edits += 1) {
    // Index `edits + k + 1` is diagonal k; one more on either side is what may be reached next.
    const next = new Int32Array(2 * edits + 3).fill(-1);
    for (let k = -edits; k <= edits; k += 2) {
      let x = edits === 0 ? 0 : step(reached, edits - 1, k);
      while (x < old.length && x - k < fresh.length && old[x] === fresh[x - k]) x += 1;
      next[edits + k + 1] = x;
      if (x >= old.length && x - k >= fresh.length) return [...trace, next];
    }
    trace.push(next);
    reached = next;
  }
  return undefined;
};

const place = (reached: Int32Array, edits: number, k: number): number => reached[edits + k + 1] ?? -1;

/** Down from the diagonal above (a unit of fresh more) or right from the one below (a unit of old less). */
const comesFromAbove = (reached: Int32Array, edits: number, k: number): boolean =>
  k === -edits - 1 || (k !== edits + 1 && place(reached, edits, k - 1) < place(reached, edits, k + 1));

const step = (reached: Int32Array, edits: number, k: number): number =>
  comesFromAbove(reached, edits, k) ? place(reached, edits, k + 1) : place(reached, edits, k - 1) + 1;

/** Walks the trace back from the end, and puts edits that touch into one hunk. */
const hunksOf = (trace: readonly Int32Array[], oldLength: number, freshLength: number, head: number): Hunk[] => {
  const hunks: Hunk[] = [];
  let [x, y] = [oldLength, freshLength];
  for (let edits = trace.length - 1; edits > 0; edits -= 1) {
    const before = trace[edits - 1] ?? new Int32Array();
    const k = x - y;
    const above = comesFromAbove(before, edits - 1, k);
    const fromX = place(before, edits - 1, above ? k + 1 : k - 1);
    const fromY = fromX - (above ? k + 1 : k - 1);
    const edit = above
      ? { start: fromX, end: fromX, from: fromY, to: fromY + 1 }
      : { start: fromX, end: fromX + 1, from: fromY, to: fromY };
    const next = hunks.at(-1);
    if (next?.start === edit.end && next.from === edit.to) {
      hunks[hunks.length - 1] = { start: edit.start, end: next.end, from: edit.from, to: next.to };
    } else hunks.push(edit);
    [x, y] = [fromX, fromY];
  }
  return hunks
    .toReversed()
    .map(({ start, end, from, to }) => ({ start: start + head, end: end + head, from: from + head, to: to + head }));
};
