import { describe, expect, it } from 'vitest';
import { modKey, shortcutOf } from './shortcuts.ts';

const pressed = (key: string, over: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...over,
});

describe('shortcutOf', () => {
  it.each([
    ['Command+K', pressed('k', { metaKey: true }), false, 'search'],
    ['Control+K in a field', pressed('K', { ctrlKey: true }), true, 'search'],
    ['a question mark', pressed('?'), false, 'shortcuts'],
    ['a question mark in a field', pressed('?'), true, null],
    ['a slash', pressed('/'), false, 'find-here'],
    ['a slash in a field', pressed('/'), true, null],
    ['k alone', pressed('k'), false, null],
    ['a composition', pressed('k', { ctrlKey: true, isComposing: true }), true, null],
    ['AltGr, which types on some keyboards', pressed('?', { altKey: true }), false, null],
  ])('%s', (_what, event, typing, shortcut) => expect(shortcutOf(event, typing)).toBe(shortcut));
});

it('names the key that the system has', () =>
  expect([modKey('MacIntel'), modKey('Linux x86_64')]).toEqual(['⌘', 'Ctrl']));
