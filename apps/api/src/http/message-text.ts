import { wrongField } from './api-error.ts';

export const MAX_MESSAGE_BYTES = 32 * 1024;

/** What people write to a site: not empty, whole Unicode, no longer than an event holds. @throws ApiError 422 naming the field */
export const requireMessage = (field: string, text: string, whatToSay = 'say what should change'): void => {
  if (text.trim() === '') throw wrongField(field, `is empty; ${whatToSay}`);
  if (!text.isWellFormed())
    throw wrongField(field, 'has half a character in it (a lone surrogate); send whole Unicode text');
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_MESSAGE_BYTES)
    throw wrongField(field, `has ${bytes} bytes; at most ${MAX_MESSAGE_BYTES} fit. Attach long text as a file instead`);
};
