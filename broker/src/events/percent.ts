const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Header values of the CloudEvents NATS binding: space, double quote, percent and everything outside U+0021–U+007E
 * as percent-encoded UTF-8, so that no text can end a header or begin another.
 */
export const percentEncode = (text: string): string => {
  if (/^[!#$&-~]*$/.test(text)) return text;
  let encoded = '';
  for (const byte of encoder.encode(text)) {
    const plain = byte >= 0x21 && byte <= 0x7e && byte !== 0x22 && byte !== 0x25;
    encoded += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
};

/** The inverse; a percent sign that begins no pair of hex digits stands for itself. */
export const percentDecode = (value: string): string => {
  if (!value.includes('%')) return value;
  const bytes: number[] = [];
  for (let at = 0; at < value.length; at += 1) {
    const pair = value[at] === '%' ? /^[0-9A-Fa-f]{2}/.exec(value.slice(at + 1, at + 3)) : null;
    if (pair) {
      bytes.push(Number.parseInt(pair[0], 16));
      at += 2;
    } else {
      bytes.push(value.charCodeAt(at) & 0xff);
    }
  }
  return decoder.decode(Uint8Array.from(bytes));
};
