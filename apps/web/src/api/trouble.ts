import type { Problem } from './types.ts';

/** The API said no, in the words of RFC 9457. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Nothing came back at all: no network, or nobody listening. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** What a page shows of a failure: what it is, why, and the request's id for whoever looks into it. */
export interface Trouble {
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
}

export const troubleOf = (raw: unknown): Trouble => {
  if (raw instanceof Refused) {
    const { title, detail, requestId, errors } = raw.problem;
    const fields = (errors ?? []).map(({ path, message }) =>
      // A message that is a sentence needs no field before it.
      /^\p{Lu}/u.test(message) ? message : `${path.replace(/^\/?body[./]|^\//, '')} ${message}`,
    );
    // A refusal says all there is to know; the id is for what nobody foresaw.
    const told = fields.length > 0 ? fields.join('; ') : detail;
    return { title, detail: told, requestId: raw.problem.status < 500 ? null : requestId };
  }
  if (raw instanceof Unreachable) {
    return {
      title: 'Pagewright does not answer',
      detail: 'What you typed is kept. It goes on by itself when the connection is back.',
      requestId: null,
    };
  }
  return { title: 'Something unexpected happened', detail: messageOf(raw), requestId: null };
};

/** The message for one field of a form, as the API names it, or null. */
export const fieldTrouble = (raw: unknown, field: string): string | null => {
  if (!(raw instanceof Refused)) return null;
  const found = raw.problem.errors?.find(({ path }) => path.split(/[./]/).includes(field));
  return found?.message ?? null;
};

export const isRefusal = (raw: unknown, ...statuses: readonly number[]): raw is Refused =>
  raw instanceof Refused && statuses.includes(raw.problem.status);

/** A problem document, also for an answer that is none, such as a proxy's page. */
export const problemOf = async (response: Response): Promise<Problem> => {
  const requestId = response.headers.get('x-request-id') ?? '';
  const fallback: Problem = {
    type: 'about:blank',
    title: response.statusText || 'The request failed',
    status: response.status,
    code: 'unknown',
    detail: `The answer was ${response.status}.`,
    requestId,
  };
  if (!(response.headers.get('content-type') ?? '').includes('json')) return fallback;
  try {
    return { ...fallback, ...((await response.json()) as Partial<Problem>) };
  } catch {
    return fallback;
  }
};

const messageOf = (raw: unknown): string => (raw instanceof Error ? raw.message : String(raw));
