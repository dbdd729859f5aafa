type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>;

export type Shortcut = 'search' | 'shortcuts' | 'find-here';

/**
 * What a key means anywhere in the app. `typing`: it was pressed in a field, where only keys with Control or Command are
 * ours; Control+K is the browser's nowhere that matters, and Command+K on a Mac.
 */
export const shortcutOf = (
  { key, ctrlKey, metaKey, altKey, isComposing }: Pressed,
  typing: boolean,
): Shortcut | null => {
  if (isComposing || altKey) return null;
  if ((ctrlKey || metaKey) && key.toLowerCase() === 'k') return 'search';
  if (typing || ctrlKey || metaKey) return null;
  if (key === '?') return 'shortcuts';
  return key === '/' ? 'find-here' : null;
};

/** Where a key is text. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('textarea, select, input:not([type=radio], [type=checkbox], [type=button])'));

export interface Explained {
  readonly keys: readonly string[];
  readonly does: string;
}

/** `mod` is Command on a Mac and Control elsewhere. */
export const explained = (mod: string): readonly { readonly where: string; readonly list: readonly Explained[] }[] => [
  {
    where: 'Everywhere',
    list: [
      { keys: [mod, 'K'], does: 'Search sites and pages' },
      { keys: ['/'], does: 'Go to the search of the page' },
      { keys: ['?'], does: 'Show this list' },
      { keys: ['Esc'], does: 'Close what is open' },
    ],
  },
  {
    where: 'In a message',
    list: [
      { keys: ['Enter'], does: 'Send it' },
      { keys: ['Shift', 'Enter'], does: 'Begin a new line' },
    ],
  },
  {
    where: 'In lists and between panes',
    list: [
      { keys: ['↑', '↓'], does: 'Go through a menu or a list' },
      { keys: ['←', '→'], does: 'Go through tabs, or move the seam between panes' },
    ],
  },
];

export const modKey = (platform: string): string => (/mac|iphone|ipad/i.test(platform) ? '⌘' : 'Ctrl');
