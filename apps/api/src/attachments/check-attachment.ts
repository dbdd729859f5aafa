import { fileTypeFromBuffer } from 'file-type';
import { ApiError } from '../http/api-error.ts';
import { attachmentTypeOf, EXTENSIONS, extensionOf } from './attachment-types.ts';
import { sanitiseSvg, SvgUnusable } from './sanitise-svg.ts';

/** Bytes of one file. */
export const MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024;
/** Bytes of a drawing: it is read whole, element by element. */
const MAX_SVG_BYTES = 2 * 1024 * 1024;

/**
 * The bytes to keep of a file: as they came, if they are what its extension says, and of an SVG what is harmless in it.
 * @throws ApiError 415 for a kind that is not taken or bytes of another kind, 413 for a drawing that is too large.
 */
export const checkAttachment = async (
  name: string,
  bytes: Uint8Array,
): Promise<{ type: string; bytes: Uint8Array }> => {
  const expected = attachmentTypeOf(name);
  if (!expected) {
    throw wrongType(
      name,
      `Files that end in .${extensionOf(name)} are not taken; send one of ${EXTENSIONS.join(', ')}`,
    );
  }
  const { type, looksLike } = expected;
  if (looksLike === 'svg') return { type, bytes: await harmless(name, bytes) };
  const found = (await fileTypeFromBuffer(bytes))?.mime;
  if (looksLike === 'text' ? found !== undefined || !isText(bytes) : found !== looksLike) {
    const is = found === undefined ? 'something else' : `${found}`;
    throw wrongType(name, `It ends in .${extensionOf(name)}, but its content is ${is}; rename or convert it`);
  }
  return { type, bytes };
};

const harmless = async (name: string, bytes: Uint8Array): Promise<Uint8Array> => {
  if (bytes.length > MAX_SVG_BYTES) {
    throw new ApiError(413, 'attachment-too-large', `${name}: an SVG may have 2 MB; simplify it or send it as a PNG.`);
  }
  if (!isText(bytes)) throw wrongType(name, 'It ends in .svg, but its content is no text; send the drawing itself');
  try {
    return new TextEncoder().encode(await sanitiseSvg(new TextDecoder().decode(bytes)));
  } catch (error) {
    if (error instanceof SvgUnusable) throw wrongType(name, error.message);
    throw error;
  }
};

/** Whole UTF-8 without control characters that no text has. */
const isText = (bytes: Uint8Array): boolean => {
  try {
    // oxlint-disable-next-line no-control-regex
    return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return false;
  }
};

const wrongType = (name: string, why: string): ApiError =>
  new ApiError(415, 'unsupported-attachment', `${name}: ${why}.`, { errors: [{ path: 'file', message: `${why}.` }] });
