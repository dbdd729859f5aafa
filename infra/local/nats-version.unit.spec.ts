import { describe, expect, it } from 'vitest';
import { isFitNatsServer } from './nats-version.mjs';

describe('A nats-server is fit', () => {
  it.each(['2.15.1', '2.15.2', '2.16.0', '2.100.0'])('from 2.15.1 on: %s', (version) => {
    expect(isFitNatsServer(version)).toBe(true);
  });

  it.each(['2.9.10', '2.15.0', '2.14.9', '1.99.99'])('not before: %s', (version) => {
    expect(isFitNatsServer(version)).toBe(false);
  });

  it('not of another major line, which may keep none of its promises', () => {
    expect(isFitNatsServer('3.0.0')).toBe(false);
  });
});
