type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey' | 'isComposing' | 'keyCode'>;

/**
 * Enter sends and Shift+Enter is a new line; an Enter that ends a composition belongs to the input method. Safari reports
 * that Enter after the composition, with the key code 229 alone.
 */
export const sendsOnEnter = (event: Pressed): boolean =>
  event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.isComposing && event.keyCode !== 229;
