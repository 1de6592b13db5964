import { useEffect } from 'react';
import { losesAudio } from './activities';

/** Asks before the page is left while it holds audio that the server does not have. */
export function useLeaveWarning() {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (losesAudio()) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, []);
}
