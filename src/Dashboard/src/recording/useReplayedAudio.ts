import { useEffect } from 'react';
import { replayPosition } from '../replay/replayPosition';
import type { Playback } from './Playback';

/** While a session is replayed on the page, its audio goes along: the replay has the only clock. */
export function useReplayedAudio(playback: Playback | undefined, sessionId: string) {
  useEffect(() => {
    if (!playback) return undefined;
    const follow = () => {
      const position = replayPosition.get();
      playback.goAlong(position?.sessionId === sessionId ? position : undefined);
    };
    follow();
    return replayPosition.subscribe(follow);
  }, [playback, sessionId]);
}
