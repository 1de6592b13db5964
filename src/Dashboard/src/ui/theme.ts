import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';
export type ThemeChoice = 'system' | Theme;

const storageKey = 'theme';
const systemDark = () => globalThis.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function systemTheme(): Theme {
  return systemDark().matches ? 'dark' : 'light';
}

function chosenTheme(): ThemeChoice {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

function currentTheme(): Theme {
  const chosen = chosenTheme();
  return chosen === 'system' ? systemTheme() : chosen;
}

/** Shows the page in a theme from now on; this browser remembers it. */
export function chooseTheme(choice: ThemeChoice) {
  if (choice === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = choice;
  try {
    if (choice === 'system') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, choice);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
  listeners.forEach((listener) => listener());
}

/** The choice that shows the other theme; the system's again once that equals it, so that day and night switching keeps working. */
export function otherTheme(): ThemeChoice {
  const other = currentTheme() === 'dark' ? 'light' : 'dark';
  return other === systemTheme() ? 'system' : other;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  const media = systemDark();
  media.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    media.removeEventListener('change', listener);
  };
}

/** The theme that shows. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

/** What was chosen: a theme, or to follow the system. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, chosenTheme);
}
