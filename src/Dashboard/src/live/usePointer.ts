import { useEffect, type RefObject } from 'react';
import { inReplay, inTranscript, type Pointer } from '../telemetry/moments';
import { lineElementId } from './LineView';
import type { LiveSession } from './LiveSession';
import { lineNearest } from './transcript';

/** Marks the line that was said next to what somebody points at in a plot, and tells the plots at which line they point. */
export function usePointer(scroller: RefObject<HTMLElement | null>, live: LiveSession, pointer: Pointer) {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    let marked: Element | undefined;
    const mark = () => {
      const pointed = pointer.get();
      const line = pointed && pointed.by !== inTranscript ? lineNearest(live.timeline.get().lines, pointed.at) : undefined;
      const found = (line && document.getElementById(lineElementId(line.key))) ?? undefined;
      if (found === marked) return;
      marked?.removeAttribute('data-pointed');
      found?.setAttribute('data-pointed', '');
      marked = found;
      // Who follows a replay is at its end anyway, and who reads elsewhere stays there.
      if (pointed?.by !== inReplay) found?.scrollIntoView({ block: 'nearest' });
    };
    const point = ({ target }: PointerEvent) => {
      const over = (target as Element).closest<HTMLElement>('li[data-seq]');
      const line = over && live.timeline.get().lines.find(({ seq }) => seq === Number(over.dataset['seq']));
      if (line) pointer.set({ at: line.at, by: inTranscript });
      else leave();
    };
    const leave = () => {
      if (pointer.get()?.by === inTranscript) pointer.set(undefined);
    };
    const stop = pointer.subscribe(mark);
    element.addEventListener('pointerover', point);
    element.addEventListener('pointerleave', leave);
    return () => {
      stop();
      marked?.removeAttribute('data-pointed');
      element.removeEventListener('pointerover', point);
      element.removeEventListener('pointerleave', leave);
    };
  }, [scroller, live, pointer]);
}
