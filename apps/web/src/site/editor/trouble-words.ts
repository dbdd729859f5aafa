import type { PageError } from '../bridge/messages.ts';

/** One error of a page in one line. Its own words are the page's, and may be anything. */
export const errorWords = ({ kind, text, source, line }: PageError): string => {
  if (kind === 'load') return `The page asks for ${source}, which did not load (${text})`;
  const place = placeOf(source, line);
  return place === '' ? text : `${text} (${place})`;
};

const MOST_TOLD = 5;

/** A request to mend what a page reports, with its words quoted; it is for the composer, and the person sends it. */
export const fixRequest = (file: string, errors: readonly PageError[]): string => {
  const where = file === '' ? 'The page' : `The page ${file}`;
  const lines = errors.slice(0, MOST_TOLD).map((error) => `> ${errorWords(error).replace(/\s+/g, ' ')}`);
  const rest = errors.length > MOST_TOLD ? [`> and ${errors.length - MOST_TOLD} more`] : [];
  return [
    `${where} reports ${errors.length === 1 ? 'this error' : 'these errors'}. Please fix it.`,
    ...lines,
    ...rest,
  ].join('\n');
};

const placeOf = (source: string, line: number): string => {
  const path = URL.parse(source)?.pathname.replace(/^\//, '') ?? source;
  if (path === '') return line > 0 ? `line ${line}` : '';
  return line > 0 ? `${path}, line ${line}` : path;
};
