import { doors } from '../../api/doors.ts';
import { session } from '../../api/session.svelte.ts';
import { fieldTrouble } from '../../api/trouble.ts';

const FIELDS = ['setupCode', 'name', 'email', 'password'] as const;
type Field = (typeof FIELDS)[number];

/** The door: `loading` until the installation said whether it is set up, then `ready`, or `failed`. */
export class Access {
  status = $state<'loading' | 'ready' | 'failed'>('loading');
  raw = $state.raw<unknown>(null);
  needsSetup = $state(false);
  mayRegister = $state(false);

  setupCode = $state('');
  name = $state('');
  email = $state('');
  password = $state('');
  busy = $state(false);
  failure = $state.raw<unknown>(null);
  /** A field that is empty when the form is sent is told so at once. */
  #missing = $state.raw<readonly Field[]>([]);

  readonly hasFieldTrouble = $derived(FIELDS.some((field) => this.errorOf(field) !== null));

  constructor() {
    void this.load();
  }

  async load(): Promise<void> {
    this.status = 'loading';
    try {
      const { needsSetup, registration } = await doors.installation();
      this.needsSetup = needsSetup;
      this.mayRegister = needsSetup || registration === 'open';
      this.status = 'ready';
    } catch (raw) {
      this.raw = raw;
      this.status = 'failed';
    }
  }

  errorOf(field: Field): string | null {
    if (this.#missing.includes(field)) return 'Fill this in';
    return fieldTrouble(this.failure, field);
  }

  logIn(): Promise<void> {
    return this.#try(['email', 'password'], () => session.logIn(this.email.trim(), this.password));
  }

  register(): Promise<void> {
    const { email, name, password, setupCode } = this;
    const needed: readonly Field[] = this.needsSetup ? FIELDS : ['name', 'email', 'password'];
    return this.#try(needed, () =>
      session.register({
        email: email.trim(),
        name: name.trim(),
        password,
        ...(this.needsSetup && { setupCode: setupCode.trim() }),
      }),
    );
  }

  async #try(needed: readonly Field[], enter: () => Promise<void>): Promise<void> {
    this.failure = null;
    this.#missing = needed.filter((field) => this[field].trim() === '');
    if (this.#missing.length > 0) return;
    this.busy = true;
    try {
      await enter();
    } catch (raw) {
      this.failure = raw;
    } finally {
      this.busy = false;
    }
  }
}
