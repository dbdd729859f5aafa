/**
 * The bytes of a message's headers, as they came. The SDK (3.4.0) decodes headers in a time that grows with the square
 * of their number, since each is compared with all before it, which was half of the cost of reading an event. The bytes
 * lie in fields of its classes that its types do not show; where they are not found, its own decoder has to serve.
 */
export const headerBlockOf = (message: object): Uint8Array | undefined => {
  const { _rdata: bytes, _msg: frame } = ('msg' in message ? message.msg : message) as {
    readonly _rdata?: unknown;
    readonly _msg?: { readonly hdr?: unknown };
  };
  const length = frame?.hdr;
  return bytes instanceof Uint8Array && typeof length === 'number' && length >= 0
    ? bytes.subarray(0, length)
    : undefined;
};

/** The block as text to look in: the values of events are ASCII (see `percentEncode`). */
export const headerText = (block: Uint8Array): string =>
  Buffer.from(block.buffer, block.byteOffset, block.byteLength).toString('latin1');

/** First value of a header, given as `lineOf` its name. */
export const valueIn = (text: string, line: string): string | undefined => {
  const at = text.indexOf(line);
  if (at < 0) return undefined;
  const end = text.indexOf('\r\n', at + line.length);
  return text.slice(at + line.length, end < 0 ? text.length : end).trim();
};

/** How the line of a header begins; the case counts. */
export const lineOf = (name: string): string => `\r\n${name}:`;
