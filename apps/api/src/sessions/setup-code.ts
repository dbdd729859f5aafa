import { timingSafeEqual } from 'node:crypto';

/** Printed by the start and asked of the first account only, so that whoever finds the port first is not admin. */
export interface SetupCode {
  readonly code: string;
  matches(given: string | undefined): boolean;
}

export const createSetupCode = (code: string): SetupCode => ({
  code,
  matches: (given) => {
    const [a, b] = [Buffer.from((given ?? '').trim().toLowerCase()), Buffer.from(code.toLowerCase())];
    return a.length === b.length && timingSafeEqual(a, b);
  },
});
