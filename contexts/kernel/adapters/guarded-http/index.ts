export { addressGuard, type AddressGuard } from './address-guard.ts';
export { createGuardedHttp, type GuardedHttpOptions } from './guarded-http.ts';
