import { describe, expect, it } from 'vitest';
import { sendsOnEnter } from './keys.ts';

const enter = {
  key: 'Enter',
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 13,
};

describe('sendsOnEnter', () => {
  it('sends on Enter and on Ctrl+Enter', () => {
    expect(sendsOnEnter(enter)).toBe(true);
    expect(sendsOnEnter({ ...enter, ctrlKey: true })).toBe(true);
  });
  it.each([
    ['Shift+Enter', { shiftKey: true }],
    ['an Enter that ends a composition', { isComposing: true }],
    ['the Enter that Safari sends after a composition', { keyCode: 229 }],
    ['another key', { key: 'a' }],
  ])('does not send on %s', (_, over) => expect(sendsOnEnter({ ...enter, ...over })).toBe(false));
});
