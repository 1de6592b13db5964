import { useEffect } from 'react';
import { lineElementId } from './LineView';
import type { Evidence } from './SessionView';
import { showElements } from './showElements';

/** Scrolls to the first of the segments that somebody asked to see, focuses it, and marks all of them for a while. */
export function useEvidence(evidence: Evidence | undefined, beforeScroll: () => void) {
  useEffect(() => {
    if (!evidence) return undefined;
    const elements = evidence.segmentIds.map((id) => document.getElementById(lineElementId(id))).filter((element) => element !== null);
    if (elements.length === 0) return undefined;
    beforeScroll();
    return showElements(elements);
  }, [evidence, beforeScroll]);
}
