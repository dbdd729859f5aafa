import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Origin } from './embedded-host.ts';

/** An answer that has ended, also one that was cut off. */
export interface AnswerNote {
  /** Which of a site's addresses was asked; `none` where the name is no site's. */
  readonly origin: Origin['type'] | 'none';
  readonly site: string | undefined;
  readonly status: number;
  /** What went out for it, its head included. */
  readonly bytes: number;
  /** Whether a page was asked for, as browsers do when somebody goes to it. */
  readonly page: boolean;
}
export type OnAnswer = (note: AnswerNote) => void;

/** Tells of the answer when it has ended. */
export const noteAnswer = (
  onAnswer: OnAnswer,
  origin: Origin | undefined,
  { headers, method, socket }: IncomingMessage,
  response: ServerResponse,
): void => {
  const before = socket.bytesWritten;
  response.once('close', () =>
    onAnswer({
      origin: origin?.type ?? 'none',
      site: origin?.site.site,
      status: response.statusCode,
      bytes: Math.max(0, socket.bytesWritten - before),
      page: method === 'GET' && headers.accept?.includes('text/html') === true,
    }),
  );
};
