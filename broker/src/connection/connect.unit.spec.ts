import { describe, expect, it } from 'vitest';
import { isOlder } from './connect.ts';

describe('the version of the server', () => {
  it.each([
    ['2.15.0', true],
    ['2.9.25', true],
    ['1.99.99', true],
    ['unknown', true],
    ['', true],
    ['2.15', true],
    ['2.15.1', false],
    ['2.15.1-1', false],
    ['2.15.2-beta.1', false],
    ['2.15.10', false],
    ['2.16.0', false],
    ['3.0.0', false],
  ])('%s is too old: %s', (version, older) => {
    expect(isOlder(version, '2.15.1')).toBe(older);
  });
});
