const key = 'speaker-name';

/** The name this browser recorded under last; empty when it never did, or when storage is blocked. */
export function rememberedName(): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

export function rememberName(name: string) {
  try {
    localStorage.setItem(key, name);
  } catch {
    // Storage is blocked: the name is asked for again next time.
  }
}
