/** As the API takes them. */
export const MOST_FILES = 10;
export const MOST_FILE_BYTES = 10 * 1024 * 1024;

const ADDABLE = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'svg', 'pdf'];
const READABLE = ['txt', 'md', 'csv', 'json', 'html', 'css'];

/** For the file dialog. */
export const ACCEPTED = [...ADDABLE, ...READABLE].map((extension) => `.${extension}`).join(',');

/** Text is only ever for reference; pictures and PDFs can also become part of the site. */
export const canBeAdded = (name: string): boolean => ADDABLE.includes(extensionOf(name));

/** Why a file cannot be sent, in a sentence, or null. What its content is the server finds out. */
export const whyNot = ({ name, size }: { readonly name: string; readonly size: number }): string | null => {
  if (size > MOST_FILE_BYTES) return 'More than 10 MB cannot be sent. Make it smaller.';
  if (size === 0) return 'The file is empty.';
  if (![...ADDABLE, ...READABLE].includes(extensionOf(name))) return 'Send a picture, an SVG, a PDF or plain text.';
  return null;
};

const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
