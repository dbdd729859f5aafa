/** Turns that stand together: far from what is read, a section is laid out by the browser as one box. */
export interface Section<Turn> {
  /** Stays the same however many sections come before it. */
  readonly key: number;
  readonly turns: readonly Turn[];
}

export const A_SECTION = 40;

/**
 * Cuts a conversation into sections, counted from one of its turns, so that older turns before it cut nothing anew. A
 * section that is as it was before is the same object again.
 */
export const sectionsOf = <Turn>(
  turns: readonly Turn[],
  origin: number,
  before: readonly Section<Turn>[] = [],
): readonly Section<Turn>[] => {
  const known = new Map(before.map((section) => [section.key, section]));
  const sections: Section<Turn>[] = [];
  for (let start = 0; start < turns.length;) {
    const key = Math.floor((start - origin) / A_SECTION);
    const end = (key + 1) * A_SECTION + origin;
    const section = { key, turns: turns.slice(start, end) };
    const old = known.get(key);
    sections.push(old && isSame(old.turns, section.turns) ? old : section);
    start = end;
  }
  return sections;
};

const isSame = <Item>(a: readonly Item[], b: readonly Item[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);
