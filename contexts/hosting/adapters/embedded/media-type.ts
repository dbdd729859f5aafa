import compressible from 'compressible';
import { lookup } from 'mrmime';

/** `Content-Type` by the extension. Text is UTF-8: everything that makes our sites writes it. */
export const mediaTypeOf = (path: string): string => {
  const type = (/\.[^./]+$/.test(path) ? lookup(path) : undefined) ?? 'application/octet-stream';
  return type.startsWith('text/') || TEXTUAL.has(type) ? `${type}; charset=utf-8` : type;
};

/** Whether compressing it is worth the time. */
export const isCompressible = (type: string): boolean => compressible(type) === true;

export const isDocument = (path: string): boolean => /\.html?$/i.test(path);

const TEXTUAL = new Set(['application/json', 'application/manifest+json', 'application/xml', 'image/svg+xml']);
