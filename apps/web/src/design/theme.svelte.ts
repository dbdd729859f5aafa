import { MediaQuery } from 'svelte/reactivity';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'pagewright.theme';
const dark = new MediaQuery('(prefers-color-scheme: dark)');

/** Light, dark or as the system has it. `public/theme.js` sets the same before the first paint. */
class ThemeChoice {
  chosen = $state<Theme>(stored());

  get shown(): 'light' | 'dark' {
    if (this.chosen !== 'system') return this.chosen;
    return dark.current ? 'dark' : 'light';
  }

  choose(theme: Theme): void {
    this.chosen = theme;
    try {
      if (theme === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch {
      // Storage may be refused; the choice then lasts as long as the page.
    }
  }
}

export const theme = new ThemeChoice();

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}
