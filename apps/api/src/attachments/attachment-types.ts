/** A kind of file that may be sent along. */
export interface AttachmentType {
  /** As it is kept and shown. */
  readonly type: string;
  /** What its bytes have to look like: a signature by its media type, or text. */
  readonly looksLike: string | 'text' | 'svg';
  /** Whether it can become part of a site; what is only read is for reference. */
  readonly canBeAdded: boolean;
}

const picture = (type: string, looksLike = type): AttachmentType => ({ type, looksLike, canBeAdded: true });
const text = (type: string): AttachmentType => ({ type, looksLike: 'text', canBeAdded: false });

const TYPES: Readonly<Record<string, AttachmentType>> = {
  png: picture('image/png'),
  jpg: picture('image/jpeg'),
  jpeg: picture('image/jpeg'),
  gif: picture('image/gif'),
  webp: picture('image/webp'),
  avif: picture('image/avif'),
  svg: picture('image/svg+xml', 'svg'),
  pdf: picture('application/pdf'),
  txt: text('text/plain'),
  md: text('text/markdown'),
  csv: text('text/csv'),
  json: text('application/json'),
  html: text('text/html'),
  css: text('text/css'),
};

/** Every extension that is taken. */
export const EXTENSIONS: readonly string[] = Object.keys(TYPES);

export const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

export const attachmentTypeOf = (name: string): AttachmentType | undefined => {
  const extension = extensionOf(name);
  return Object.hasOwn(TYPES, extension) ? TYPES[extension] : undefined;
};

/** Whether a browser shows files of this media type as a picture. */
export const isPicture = (type: string): boolean => type.startsWith('image/');
