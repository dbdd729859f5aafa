/** Joins a stream's chunks into one array. The caller answers for its length. */
export async function collectBytes(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return new Uint8Array(Buffer.concat(parts));
}

/** Bytes or a stream of them, as a stream. */
export async function* asChunks(
  content: AsyncIterable<Uint8Array> | Uint8Array,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (content instanceof Uint8Array) yield content;
  else yield* content;
}
