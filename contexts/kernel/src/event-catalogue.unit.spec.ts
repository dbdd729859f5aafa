import { describe, expect, it } from 'vitest';
import { InvalidEvent, UnknownEvent, createCatalogue } from './event-catalogue.ts';

const parse = (data: unknown) => {
  if (typeof data !== 'object' || data === null || !('total' in data)) throw new TypeError('no total');
  return { total: data.total, currency: 'currency' in data ? data.currency : undefined };
};
const catalogue = createCatalogue([
  {
    kind: 'order',
    type: 'Paid',
    version: 3,
    parse,
    upcasts: {
      1: (data) => ({ total: (data as { sum: number }).sum }),
      2: (data) => ({ ...(data as object), currency: 'EUR' }),
    },
  },
  { kind: 'order', type: 'Sent', version: 2, parse: (data) => data },
]);

describe('the catalogue of events', () => {
  it('parses the newest version as it is', () => {
    const data = { total: 5, currency: 'NOK', extra: 'gone' };
    expect(catalogue.read('order', 'Paid', 3, data)).toEqual({ type: 'Paid', data: { total: 5, currency: 'NOK' } });
  });

  it('takes older versions step by step to the newest', () => {
    const newest = { type: 'Paid', data: { total: 5, currency: 'EUR' } };
    expect(catalogue.read('order', 'Paid', 1, { sum: 5 })).toEqual(newest);
    expect(catalogue.read('order', 'Paid', 2, { total: 5 })).toEqual(newest);
  });

  it.each([0, 4, -1, 1.5])('knows no version %s', (version) => {
    expect(() => catalogue.read('order', 'Paid', version, { total: 5 })).toThrow(UnknownEvent);
  });

  it('knows no version that it has no way up from', () => {
    expect(() => catalogue.read('order', 'Sent', 1, {})).toThrow(UnknownEvent);
  });

  it('knows no other kinds and types', () => {
    expect(() => catalogue.versionOf('order', 'Lost')).toThrow(UnknownEvent);
    expect(() => catalogue.read('site', 'Paid', 3, {})).toThrow(UnknownEvent);
  });

  it('says which event does not fit, and keeps why', () => {
    for (const [version, data] of [
      [3, {}],
      [1, null],
    ] as const) {
      const failure = (() => {
        try {
          return catalogue.read('order', 'Paid', version, data);
        } catch (error) {
          return error;
        }
      })();
      expect(failure).toBeInstanceOf(InvalidEvent);
      expect((failure as InvalidEvent).message).toContain('order event Paid');
      expect((failure as InvalidEvent).cause).toBeInstanceOf(TypeError);
    }
  });

  it('refuses two definitions of one event', () => {
    const one = { kind: 'order', type: 'Paid', version: 1, parse };
    expect(() => createCatalogue([one, { ...one, version: 2 }])).toThrow(/Two definitions/);
  });
});
