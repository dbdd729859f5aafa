import { createHash, randomBytes } from 'node:crypto';
import { isToken } from '@pagewright/kernel';
import { Denied } from './denied.ts';
import { Seat } from './seat.ts';

/** Ended seats that are remembered, so that their workers hear 409 and not 403. */
const REMEMBERED = 1_000;

/** Who may come to the gateway: 32 random bytes each, kept nowhere but in this memory, and only as their hash. */
export class Seats {
  readonly #byToken = new Map<string, Seat>();

  add(): { readonly seat: Seat; readonly token: string } {
    const token = randomBytes(32).toString('base64url');
    const seat = new Seat();
    this.#byToken.set(hashOf(token), seat);
    this.#forgetOldest();
    return { seat, token };
  }

  /** @throws Denied 403 for a token that is not ours. */
  of(authorization: string | undefined): Seat {
    const [, token] = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(authorization ?? '') ?? [];
    const seat = token === undefined ? undefined : this.#byToken.get(hashOf(token));
    if (!seat) throw new Denied(403, 'wrong-token', 'This token opens nothing here');
    return seat;
  }

  /** The seat, if its job is the named one. @throws Denied 400 for no ids, 403 for another build, 409 for another attempt. */
  at(authorization: string | undefined, build: string, attempt: string): Seat {
    if (!isToken(build) || !/^[1-9][0-9]{0,5}$/.test(attempt)) {
      throw new Denied(400, 'invalid-id', 'A build is 1 to 64 of A–Z, a–z, 0–9, _ and -; an attempt is a number');
    }
    const seat = this.of(authorization);
    if (seat.job?.build !== build) throw new Denied(403, 'another-build', 'This token is for another build');
    if (seat.job.attempt !== Number(attempt)) throw new Denied(409, 'stale-attempt', 'This attempt does not run');
    return seat;
  }

  #forgetOldest(): void {
    for (const [hash, seat] of this.#byToken) {
      if (this.#byToken.size <= REMEMBERED) return;
      if (seat.ended) this.#byToken.delete(hash);
    }
  }
}

/** Looked up by hash: how long the look-up takes tells nothing about the token. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
