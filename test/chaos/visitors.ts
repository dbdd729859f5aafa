import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** Longer than anybody looks at a page that does not come. */
const PATIENCE_MS = 60_000;

/** One answer of a site's host, as a visitor got it. */
export interface Answered {
  readonly path: string;
  /** 0 where no whole answer came. */
  readonly status: number;
  readonly sha256: string;
  readonly why?: string;
}

/** A page with all that it shows. */
export interface Visit {
  readonly host: string;
  /** Positions of the pointer event that the host named before and after. */
  readonly from: number;
  readonly to: number;
  readonly answers: readonly Answered[];
  /** Nobody was there to answer for some of the time: nothing is expected of it. */
  readonly excused: boolean;
}

/** When nobody serves the sites, because who does was killed, sleeps, or starts. */
export interface Serving {
  /** From now on; `back` ends it with the first answer to a question that was asked after it. */
  away(): { back(): void };
  /** Whether somebody was away at some time since then. */
  wasAway(since: number): boolean;
  answered(askedAt: number): void;
}

export const createServing = (now: () => number = () => performance.now()): Serving => {
  let reasons = 0;
  /** When the last reason ended whose first answer is still to come. */
  let awaited: number | undefined;
  let lastAway = -Infinity;
  return {
    away: () => {
      reasons += 1;
      return {
        back: () => {
          reasons -= 1;
          awaited = now();
        },
      };
    },
    wasAway: (since) => reasons > 0 || awaited !== undefined || lastAway >= since,
    answered: (askedAt) => {
      if (reasons > 0 || awaited === undefined || askedAt <= awaited) return;
      awaited = undefined;
      lastAway = now();
    },
  };
};

/** Looks at one site again and again, as browsers do: the page, and then what the page names. */
export const visitSite = async (
  { host, port }: { host: string; port: number },
  { serving, stop, noted }: { serving: Serving; stop: AbortSignal; noted: (visit: Visit) => void },
): Promise<void> => {
  let seen = false;
  while (!stop.aborted) {
    const began = performance.now();
    const before = await get(port, host, WELL_KNOWN);
    // Before the first promote there is nothing to look at.
    if (before.status === 200 || seen) {
      seen = true;
      const page = await get(port, host, '/');
      const named = await Promise.all(assetsOf(page.text).map((path) => get(port, host, path)));
      const after = await get(port, host, WELL_KNOWN);
      const answers = [before, page, ...named, after];
      const whole = answers.every(({ status }) => status > 0);
      if (whole) serving.answered(began);
      noted({
        host,
        from: positionIn(before.text),
        to: positionIn(after.text),
        answers: answers.map(({ path, status, sha256, why }) => ({ path, status, sha256, ...(why && { why }) })),
        excused: serving.wasAway(began),
      });
    }
    await wait(200, undefined, { signal: stop }).catch(() => undefined);
  }
};

export const WELL_KNOWN = '/.well-known/pagewright.json';

/** What a page names of its own origin: style sheets, scripts, pictures. */
export const assetsOf = (html: string): readonly string[] => [
  ...new Set(
    [...html.matchAll(/<(?:link|script|img)\b[^>]*?\s(?:href|src)="([^":#?]+)"/g)]
      .map(([, path = '']) => new URL(path, 'http://site/').pathname)
      .filter((path) => path !== '/' && !path.endsWith('/')),
  ),
];

export const digestOf = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

const positionIn = (text: string): number => {
  try {
    return Number((JSON.parse(text) as { position: number }).position);
  } catch {
    return 0;
  }
};

/** An answer that is cut off counts as none. */
const get = (port: number, host: string, path: string): Promise<Answered & { readonly text: string }> =>
  new Promise((resolve) => {
    const fail = (why: string): void => resolve({ path, status: 0, sha256: '', text: '', why });
    const outgoing = request({ host: '127.0.0.1', port, path, headers: { host }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => fail(error.message));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        resolve({ path, status: response.statusCode ?? 0, sha256: digestOf(body), text: body.toString() });
      });
    });
    outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy(new Error(`no answer in ${PATIENCE_MS} ms`)));
    outgoing.on('error', (error) => fail(error.message));
    outgoing.end();
  });
