import { useEffect } from 'react';
import { lineElementId } from './LineView';
import type { Evidence } from './SessionView';

const shownFor = 5000;

/** Scrolls to the first of the segments that somebody asked to see, focuses it, and marks all of them for a while. */
export function useEvidence(evidence: Evidence | undefined, beforeScroll: () => void) {
  useEffect(() => {
    if (!evidence) return undefined;
    const elements = evidence.segmentIds.map((id) => document.getElementById(lineElementId(id))).filter((element) => element !== null);
    const [first] = elements;
    if (!first) return undefined;
    beforeScroll();
    elements.forEach((element) => element.setAttribute('data-shown', ''));
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: 'center' });
    // Blocks on the way are laid out only now and may differ from their estimated height.
    const frame = requestAnimationFrame(() => first.scrollIntoView({ block: 'center' }));
    const hide = () => elements.forEach((element) => element.removeAttribute('data-shown'));
    const timer = setTimeout(hide, shownFor);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      hide();
    };
  }, [evidence, beforeScroll]);
}
