const STATES = ['hover', 'active', 'focus-visible', 'focus-within'] as const;
const STATE = new RegExp(`:(${STATES.join('|')})(?![\\w-])`, 'g');

/** Selectors that select what is only said to be in a state: `.button:hover` becomes `.button[data-held~='hover']`. */
export const held = (selector: string): string => selector.replaceAll(STATE, "[data-held~='$1']");

/**
 * Lets elements with `data-held="hover"` (or another state) look as if they were in it, by copies of the page's own
 * rules, so that what is shown cannot differ from what is. Returns how to end it.
 */
export const holdStates = (document: Document): (() => void) => {
  const copies = new CSSStyleSheet();
  copies.replaceSync(
    [...document.styleSheets]
      .flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => rule instanceof CSSStyleRule)
      .filter(({ selectorText }) => selectorText.search(STATE) >= 0)
      .map(({ selectorText, style }) => `${held(selectorText)} { ${style.cssText} }`)
      .join('\n'),
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, copies];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== copies);
  };
};
