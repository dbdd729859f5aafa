import { z } from 'zod';
import { id, instant } from './common.ts';

const email = z.email({ error: 'must be an e-mail address' }).max(254);
const password = z.string().min(8, 'must have at least 8 characters').max(200);

export const account = z
  .object({ id, email: z.string(), name: z.string(), role: z.enum(['admin', 'member']) })
  .meta({ id: 'Account' });

/** POST /api/accounts. `setupCode` is asked of the first account only. */
export const register = z.object({
  email,
  name: z.string().trim().min(1).max(100),
  password,
  setupCode: z.string().max(64).optional(),
});
/** POST /api/sessions */
export const logIn = z.object({ email, password: z.string().min(1).max(200) });
/** Answer of register, log in and refresh; the refresh token is in the HttpOnly cookie. */
export const session = z.object({ accessToken: z.string(), expiresAt: instant, account }).meta({ id: 'Session' });
/** GET /api/installation, without logging in. */
export const installation = z
  .object({ needsSetup: z.boolean(), registration: z.enum(['open', 'invite', 'closed']), version: z.string() })
  .meta({ id: 'Installation' });
