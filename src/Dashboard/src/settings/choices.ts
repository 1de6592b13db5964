interface Choice {
  value: string;
  label: string;
}

const languages = ['en', 'de', 'es', 'fr', 'hr', 'it', 'nl', 'pl', 'pt', 'ro', 'sv', 'tr', 'uk', 'ja', 'ko', 'zh'];

/** Every time zone that the browser knows, and the one that is set in any case. */
export function timeZoneOptions(current: string): Choice[] {
  return [...new Set(['UTC', current, ...Intl.supportedValuesOf('timeZone')])]
    .toSorted()
    .map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}

/** Languages by their own names, and the one that is set in any case. */
export function languageOptions(current: string): Choice[] {
  return [...new Set([...languages, current])].map((value) => ({ value, label: nameOf(value) }));
}

function nameOf(language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  } catch {
    // No language tag: it is shown as it is.
    return language;
  }
}
