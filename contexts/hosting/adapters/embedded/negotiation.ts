import parseRange from 'range-parser';

export type Encoding = 'identity' | 'gzip' | 'br';

/**
 * The encoding that the client likes best (RFC 9110, section 12.5.3); among equals the smaller one. What is refused
 * altogether gets `identity` all the same: that is better than nothing.
 */
export const acceptedEncoding = (header: string | undefined): Encoding => {
  if (!header) return 'identity';
  const weights = new Map<string, number>();
  for (const part of header.slice(0, 1000).toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(name, weight === undefined ? 1 : Number(weight) || 0);
  }
  const weightOf = (encoding: string): number => weights.get(encoding) ?? weights.get('*') ?? 0;
  const identity = weights.get('identity') ?? 0;
  const best: Encoding = weightOf('br') >= weightOf('gzip') ? 'br' : 'gzip';
  return weightOf(best) > 0 && weightOf(best) >= identity ? best : 'identity';
};

/** Whether an `If-None-Match` names the tag: compared weakly, as RFC 9110, section 13.1.2 says. */
export const namesTag = (header: string, etag: string): boolean =>
  header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);

export interface ByteRange {
  /** Both inclusive. */
  readonly start: number;
  readonly end: number;
}

/**
 * The one range that is asked for. `whole` for what is no valid single range of bytes, or asked for on the condition
 * of another tag (If-Range compares strongly); `unsatisfiable` when it begins behind the end.
 */
export const requestedRange = (
  header: string,
  { size, etag, ifRange }: { readonly size: number; readonly etag: string; readonly ifRange: string | undefined },
): ByteRange | 'whole' | 'unsatisfiable' => {
  if (ifRange !== undefined && ifRange !== etag) return 'whole';
  const [, suffix] = /^bytes=-([0-9]+)$/i.exec(header.trim()) ?? [];
  // A longer end than there is means all of it (RFC 9110, section 14.1.2); the parser takes it for an error.
  if (suffix && Number(suffix) >= size && size > 0) return { start: 0, end: size - 1 };
  const ranges = parseRange(size, header);
  if (ranges === -1) return header.trim().toLowerCase().startsWith('bytes=') ? 'unsatisfiable' : 'whole';
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return 'whole';
  return ranges[0] ?? 'whole';
};
