/** Puts the focus on the heading of the part of the page that something stands in, before that something goes away and takes the focus with it. */
export function focusHeading(from: Element | null) {
  from?.parentElement?.closest('section, dialog')?.querySelector<HTMLElement>('h2[tabindex]')?.focus();
}
