/** First wishes that every agent can fulfil on every starter: an example that is declined is worse than none. */
export const examples: readonly string[] = [
  'Change the homepage title to Welcome',
  'Make the main colour dark green',
  'Add a page about us and link it in the menu',
  'Use Georgia for the headings',
];
