const shownFor = 5000;

/** Scrolls to the first of some elements, focuses it, and marks all of them for a while. Returns a call that ends that. */
export function showElements(elements: readonly HTMLElement[]): () => void {
  const [first] = elements;
  elements.forEach((element) => element.setAttribute('data-shown', ''));
  first?.focus({ preventScroll: true });
  first?.scrollIntoView({ block: 'center' });
  // Blocks on the way are laid out only now and may differ from their estimated height.
  const frame = requestAnimationFrame(() => first?.scrollIntoView({ block: 'center' }));
  const hide = () => elements.forEach((element) => element.removeAttribute('data-shown'));
  const timer = setTimeout(hide, shownFor);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    hide();
  };
}
