import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { z } from 'zod';
import type * as builds from '../../apps/api/src/contract/builds.ts';
import type * as sites from '../../apps/api/src/contract/sites.ts';
import { waitFor } from '../support/wait-for.ts';

export type Turn = z.infer<typeof builds.turn>;
export type Site = z.infer<typeof sites.site>;
export type Version = z.infer<typeof sites.version>;
type Chat = z.infer<typeof builds.chat>;

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

/** Each waits two seconds for the read models. */
const MOST_TRIES = 5;
const isBehind = ({ status, body }: Answer<unknown>): boolean =>
  status === 503 && (body as { readonly code?: string }).code === 'projection-behind';

/** Somebody with an account who uses the HTTP interface and nothing else. */
export class Person {
  readonly #base: string;
  #token = '';

  constructor(port: number) {
    this.#base = `http://127.0.0.1:${port}`;
  }

  get token(): string {
    return this.#token;
  }

  async ask<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Body>> {
    const bytes = body instanceof Uint8Array;
    const response = await fetch(this.#base + path, {
      method,
      headers: {
        ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { 'content-type': bytes ? 'application/gzip' : 'application/json' }),
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: bytes ? Buffer.from(body) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as Body) : (text as Body);
    return { status: response.status, body: json, headers: response.headers };
  }

  /**
   * The body of a success. Where it was accepted but cannot be shown yet, it is sent again under the same key, as the answer
   * says. @throws Error with the problem's own words.
   */
  async demand<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const key = method === 'GET' ? {} : { 'idempotency-key': randomUUID() };
    let answer = await this.ask<Body>(method, path, body, key);
    for (let tries = 1; isBehind(answer) && tries < MOST_TRIES; tries += 1) {
      answer = await this.ask<Body>(method, path, body, key);
    }
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async register(email: string, setupCode?: string): Promise<void> {
    const wish = {
      email,
      name: 'Ingrid Solheim',
      password: 'a long enough secret',
      ...(setupCode ? { setupCode } : {}),
    };
    const { accessToken } = await this.demand<{ accessToken: string }>('POST', '/api/accounts', wish);
    this.#token = accessToken;
  }

  async logIn(email: string): Promise<void> {
    this.#token = '';
    const { accessToken } = await this.demand<{ accessToken: string }>('POST', '/api/sessions', {
      email,
      password: 'a long enough secret',
    });
    this.#token = accessToken;
  }

  createSite(name: string, from: { starter: string } | { upload: string }): Promise<{ site: Site; build: Turn }> {
    return this.demand('POST', '/api/sites', { name, from });
  }

  say(site: string, prompt: string): Promise<Turn> {
    return this.demand('POST', `/api/sites/${site}/builds`, { prompt });
  }

  site(site: string): Promise<Site> {
    return this.demand('GET', `/api/sites/${site}`);
  }

  turn(site: string, build: string): Promise<Turn> {
    return this.demand('GET', `/api/sites/${site}/builds/${build}`);
  }

  chat(site: string): Promise<Chat> {
    return this.demand('GET', `/api/sites/${site}/chat?limit=100`);
  }

  async versions(site: string): Promise<Version[]> {
    return (await this.demand<{ items: Version[] }>('GET', `/api/sites/${site}/versions?limit=100`)).items;
  }

  /** Waits until a build has ended, or waits for an answer. */
  async ended(site: string, build: string, timeout = 60_000): Promise<Turn> {
    let turn = await this.turn(site, build);
    await waitFor(
      async () => {
        turn = await this.turn(site, build);
        return !['waiting', 'running', 'stopping'].includes(turn.state);
      },
      { timeout, what: `build ${build} to end; it is ${turn.state}` },
    );
    return turn;
  }
}

/** A page as a visitor gets it: the name in the Host header, since resolvers differ on `*.localhost`. */
export const visit = (
  port: number,
  host: string,
  path: string,
): Promise<{ status: number; body: Buffer; headers: Readonly<Record<string, unknown>> }> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks), headers: response.headers }),
      );
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
