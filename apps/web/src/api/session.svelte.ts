import createClient from 'openapi-fetch';
import type { paths } from './schema.d.ts';
import { createTransport, type Credentials } from './transport.ts';
import { isRefusal } from './trouble.ts';
import type { Account, Session as Grant } from './types.ts';

/** The token is renewed this long before it ends, in milliseconds. */
const MARGIN = 60_000;

const api = createClient<paths>({ baseUrl: location.origin, fetch: createTransport({ credentials: null }) });

/**
 * Who is here. `starting` until the refresh cookie was tried; then `in` or `out`; `unreachable` while the API cannot be
 * asked. The access token lives in this object and nowhere else.
 */
class Session implements Credentials {
  status = $state<'starting' | 'in' | 'out' | 'unreachable'>('starting');
  account = $state.raw<Account | null>(null);

  #token: string | null = null;
  #endsAt = 0;
  #renewal: Promise<string | null> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<(token: string) => void>();

  /** Whether the pages of those who run the installation are there; the API asks for itself. */
  get mayOperate(): boolean {
    return this.account?.role === 'admin';
  }

  async start(): Promise<void> {
    try {
      await this.renew();
    } catch {
      this.status = 'unreachable';
    }
  }

  async logIn(email: string, password: string): Promise<void> {
    const { data } = await api.POST('/api/sessions', { body: { email, password } });
    if (data) this.#grant(data);
  }

  async register(person: { email: string; name: string; password: string; setupCode?: string }): Promise<void> {
    const { data } = await api.POST('/api/accounts', { body: person });
    if (data) this.#grant(data);
  }

  async logOut(): Promise<void> {
    const token = this.#token;
    this.#forget();
    if (token === null) return;
    await api.DELETE('/api/sessions/current', { headers: { authorization: `Bearer ${token}` } });
  }

  async token(): Promise<string | null> {
    if (this.#token === null) return null;
    return Date.now() < this.#endsAt - MARGIN / 2 ? this.#token : this.renew();
  }

  refused(token: string): Promise<string | null> {
    return token === this.#token ? this.renew() : this.token();
  }

  /** Trades the cookie for a new token; callers at the same time share one request. */
  renew(): Promise<string | null> {
    this.#renewal ??= this.#refresh().finally(() => (this.#renewal = null));
    return this.#renewal;
  }

  onRenewed(listener: (token: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #refresh(): Promise<string | null> {
    try {
      const { data } = await api.POST('/api/sessions/refresh');
      if (data) this.#grant(data);
      return this.#token;
    } catch (raw) {
      if (!isRefusal(raw, 400, 401, 403)) throw raw;
      this.#forget();
      return null;
    }
  }

  #grant({ accessToken, expiresAt, account }: Grant): void {
    this.#token = accessToken;
    this.#endsAt = Date.parse(expiresAt);
    this.account = account;
    this.status = 'in';
    clearTimeout(this.#timer);
    const due = Math.max(5_000, this.#endsAt - Date.now() - MARGIN);
    this.#timer = setTimeout(() => void this.renew().catch(() => undefined), due);
    for (const listener of this.#listeners) listener(accessToken);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#token = null;
    this.account = null;
    this.status = 'out';
  }
}

export const session = new Session();
