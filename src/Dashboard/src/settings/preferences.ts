import { useEffect } from 'react';
import { json, request } from '../api/http';
import type { Me } from '../identity/identityState';
import { chooseTheme, type ThemeChoice } from '../ui/theme';

/** As the server answers. */
export interface Preferences {
  theme: ThemeChoice;
  emailNotifications: boolean;
  /** An IANA name. */
  timeZone: string;
  /** A BCP 47 tag. */
  language: string;
}

const path = '/users/me/preferences';
const themes: readonly string[] = ['system', 'light', 'dark'];

/** What is still being fetched is older than what somebody chooses meanwhile. */
let fetching: AbortController | undefined;

export async function getPreferences(signal: AbortSignal): Promise<Preferences> {
  const preferences = await request<Preferences>(path, { signal });
  return { ...preferences, theme: themes.includes(preferences.theme) ? preferences.theme : 'system' };
}

export function savePreferences({ theme, emailNotifications, timeZone, language }: Preferences): Promise<Preferences> {
  fetching?.abort();
  chooseTheme(theme);
  return request(path, json('PUT', { theme, email_notifications: emailNotifications, time_zone: timeZone, language }));
}

/** Shows a theme at once, and keeps the choice with the account where there is one. */
export function chooseAndSave(me: Me, theme: ThemeChoice) {
  fetching?.abort();
  chooseTheme(theme);
  // This browser remembers it anyway; the account's choice is renewed with the next one.
  if (me.kind === 'user') request(path, json('PUT', { theme })).catch(() => undefined);
}

/** Shows the page as its user wants it, on whatever computer. */
export function useSavedPreferences({ kind, id }: Me) {
  useEffect(() => {
    if (kind !== 'user') return undefined;
    const abort = new AbortController();
    fetching = abort;
    getPreferences(abort.signal).then(
      ({ theme }) => !abort.signal.aborted && chooseTheme(theme),
      // Then it stays as this browser remembers it.
      () => undefined,
    );
    return () => abort.abort();
  }, [kind, id]);
}
