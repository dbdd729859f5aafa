import type { FastifyRequest } from 'fastify';

/** What is learnt of a request while it is answered, for the line that the log keeps of it. */
export interface RequestAbout {
  /** Of the command that it became; every event and every line of the runner that follows from it has the same. */
  correlationId?: string;
  traceparent?: string | undefined;
  /** Where its handler is watched, the status that it came to. */
  watched?: number | 'still';
}

const abouts = new WeakMap<FastifyRequest, RequestAbout>();

export const aboutOf = (request: FastifyRequest): RequestAbout => {
  const known = abouts.get(request);
  if (known) return known;
  const about: RequestAbout = {};
  abouts.set(request, about);
  return about;
};

/** The ids by which the lines of a log are found. */
export const siteAndCommandOf = (
  request: FastifyRequest,
): { readonly site?: string; readonly correlationId?: string } => {
  const site = (request.params as Readonly<Record<string, unknown>> | undefined)?.['site'];
  const { correlationId } = aboutOf(request);
  return {
    ...(typeof site === 'string' ? { site } : {}),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
};
