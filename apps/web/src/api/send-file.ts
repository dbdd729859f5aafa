import type { Credentials } from './transport.ts';
import { problemOf, Refused, Unreachable } from './trouble.ts';

export interface Sending {
  /** Part of the file that has gone up, 0 to 1. */
  readonly onProgress?: (part: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Sends a file and says how far it is, which `fetch` cannot. A token that has ended is renewed once.
 * @throws Refused, Unreachable; the signal's reason where it was given up.
 */
export const sendFile = async <Answer>(
  path: string,
  file: Blob,
  credentials: Credentials,
  sending: Sending = {},
): Promise<Answer> => {
  const token = (await credentials.token()) ?? '';
  const first = await send(path, file, token, sending);
  const renewed = first.status === 401 && token !== '' ? await credentials.refused(token) : null;
  const response = renewed === null ? first : await send(path, file, renewed, sending);
  if (!response.ok) throw new Refused(await problemOf(response));
  return (await response.json()) as Answer;
};

const send = (path: string, file: Blob, token: string, { onProgress, signal }: Sending): Promise<Response> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const giveUp = (): void => {
      request.abort();
      reject(signal?.reason);
    };
    if (signal?.aborted) return reject(signal.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => resolve(responseOf(request)));
    request.addEventListener('error', () => reject(new Unreachable('The API did not answer')));
    request.addEventListener('loadend', () => signal?.removeEventListener('abort', giveUp));
    request.open('POST', path);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  });

const responseOf = (request: XMLHttpRequest): Response => {
  const headers = new Headers();
  for (const name of ['content-type', 'x-request-id']) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(request.responseText, { status: request.status, statusText: request.statusText, headers });
};
