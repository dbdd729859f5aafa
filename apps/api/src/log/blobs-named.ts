const DIGEST = /^[0-9a-f]{64}$/;

/**
 * Digests of the blobs that an event's data names: of archives, manifests, reports, pictures, conversations. They stand
 * in objects (`{ digest, size }`, `{ digest, count }`) and in `choices`; a `digest` or `tree` beside the event's other
 * facts is that of a tree, which is in no store.
 */
export const blobsNamed = (data: Readonly<Record<string, unknown>>): readonly string[] => {
  const { choices, ...rest } = data;
  const found = Object.values(rest).flatMap(inside);
  return typeof choices === 'string' && DIGEST.test(choices) ? [...found, choices] : found;
};

const inside = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(inside);
  if (typeof value !== 'object' || value === null) return [];
  const here = 'digest' in value && typeof value.digest === 'string' && DIGEST.test(value.digest) ? [value.digest] : [];
  return [...here, ...Object.values(value).flatMap(inside)];
};
