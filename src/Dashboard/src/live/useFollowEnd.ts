import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

/** Closer to the end than this counts as being there. */
const near = 40;

/**
 * Keeps a scrolling element at its end while content grows, until the user scrolls up; back at the end it follows again.
 * Only a scroll that goes up is the user's: content that grows never moves the position up.
 */
export function useFollowEnd(scroller: RefObject<HTMLElement | null>) {
  const [following, setFollowing] = useState(true);
  const follow = useRef(true);

  const change = useCallback((next: boolean) => {
    follow.current = next;
    setFollowing(next);
  }, []);

  useEffect(() => {
    const element = scroller.current;
    const content = element?.firstElementChild;
    if (!element || !content) return undefined;
    let last = element.scrollTop;
    const onScroll = () => {
      const atEnd = element.scrollHeight - element.clientHeight - element.scrollTop < near;
      if (atEnd) change(true);
      else if (element.scrollTop < last) change(false);
      last = element.scrollTop;
    };
    const keepUp = new ResizeObserver(() => {
      if (follow.current) element.scrollTop = element.scrollHeight;
      last = element.scrollTop;
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    keepUp.observe(content);
    keepUp.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      keepUp.disconnect();
    };
  }, [scroller, change]);

  const stop = useCallback(() => change(false), [change]);
  const resume = useCallback(() => {
    change(true);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [scroller, change]);
  return { following, stop, resume };
}
