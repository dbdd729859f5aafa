import { expect, it } from 'vitest';
import { sizeOf } from './size.ts';

it.each([
  [0, '0 B'],
  [640, '640 B'],
  [999, '999 B'],
  [1_000, '1 kB'],
  [12_345, '12 kB'],
  [999_700, '1 MB'],
  [3_440_000, '3.4 MB'],
  [200_000_000, '200 MB'],
])('says of %d bytes "%s"', (bytes, words) => expect(sizeOf(bytes)).toBe(words));
