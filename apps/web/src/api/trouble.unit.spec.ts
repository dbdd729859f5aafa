import { describe, expect, it } from 'vitest';
import { Refused, troubleOf } from './trouble.ts';

const refused = (status: number, message: string): Refused =>
  new Refused({
    type: 'about:blank',
    title: 'Refused',
    status,
    code: 'invalid',
    detail: 'A field is wrong.',
    requestId: 'r1',
    errors: [{ path: 'archive', message }],
  });

describe('troubleOf', () => {
  it('names the field before what is wrong with it', () =>
    expect(troubleOf(refused(422, 'is too large')).detail).toBe('archive is too large'));
  it('leaves a whole sentence as it is', () =>
    expect(troubleOf(refused(422, 'The archive is cut off.')).detail).toBe('The archive is cut off.'));
  it('gives the request only for what nobody foresaw', () => {
    expect(troubleOf(refused(422, 'is too large')).requestId).toBeNull();
    expect(troubleOf(refused(500, 'is broken')).requestId).toBe('r1');
  });
});
