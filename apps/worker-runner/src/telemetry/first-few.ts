/** The value itself for the first `most` different ones, `other` for all that come later: labels must stay few. */
export const firstFew = (most: number): ((value: string) => string) => {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return 'other';
    known.add(value);
    return value;
  };
};
