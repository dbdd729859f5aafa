import { describe, expect, it } from 'vitest';
import { openEvent } from './opened.ts';

const open = async ({ sealed }: { sealed: string }) => sealed.toUpperCase();

describe('opening an event', () => {
  it('opens sealed texts at any depth and leaves the rest as it is', async () => {
    const secret = { sealed: 'a', key: 'k' };
    const data = { text: secret, list: [secret, { sealed: 'b', key: 'k' }], none: null, deep: { n: 1, inner: secret } };
    expect(await openEvent({ type: 'T', data }, open)).toEqual({
      type: 'T',
      data: { text: 'A', list: ['A', 'B'], none: null, deep: { n: 1, inner: 'A' } },
    });
    expect(data.text).toBe(secret);
  });

  it('takes only what has the shape of a sealed text for one', async () => {
    const data = { near: { sealed: 'a', key: 'k', more: 1 }, other: { sealed: 1, key: 'k' } };
    expect((await openEvent({ data }, open)).data).toEqual(data);
  });

  it('fails when a text cannot be opened', async () => {
    const broken = openEvent({ data: { text: { sealed: 'a', key: 'k' } } }, () => Promise.reject(new Error('altered')));
    await expect(broken).rejects.toThrow('altered');
  });
});
