const HEX_32 = /^[0-9a-f]{32}$/;

/**
 * W3C traceparent of what somebody asks for. The trace has the id of the Idempotency-Key, so that all tries of one
 * intent are one trace, and whoever has the key of a request has its trace. Null where a key is no UUID.
 */
export const traceparentOf = (key: string): string | null => {
  const trace = key.replaceAll('-', '').toLowerCase();
  if (!HEX_32.test(trace) || /^0+$/.test(trace)) return null;
  const span = [...crypto.getRandomValues(new Uint8Array(8))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return `00-${trace}-${span}-01`;
};
