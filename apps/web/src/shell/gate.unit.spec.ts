import { describe, expect, it } from 'vitest';
import { gateOf } from './gate.ts';

describe('gateOf', () => {
  it.each([
    ['starting', 'sites', 'wait'],
    ['unreachable', 'log-in', 'wait'],
    ['out', 'sites', 'to-log-in'],
    ['out', null, 'to-log-in'],
    ['out', 'register', 'access'],
    ['in', 'log-in', 'to-next'],
    ['in', 'chat', 'page'],
    ['in', null, 'page'],
  ] as const)('%s at %s is %s', (status, route, gate) => expect(gateOf(status, route)).toBe(gate));
});
