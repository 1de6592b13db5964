import { useEffect, useState } from 'react';
import type { LiveSession } from '../live/LiveSession';
import { useStore } from '../state/store';
import { inReplay, type Pointer } from '../telemetry/moments';
import { Replay } from './Replay';

/** A session's replay, and what the page shows: the session, or one of its moments. */
export function useReplay(sessionId: string, live: LiveSession, pointer: Pointer): { replay: Replay; shown: LiveSession } {
  const [replay, setReplay] = useState(() => new Replay(sessionId, live.timeline));
  const [of, setOf] = useState(live);
  if (of !== live) {
    setOf(live);
    setReplay(new Replay(sessionId, live.timeline));
  }
  useEffect(() => () => replay.leave(), [replay]);

  // A session that goes on is followed, not replayed.
  const ended = useStore(live.timeline, ({ status }) => status === 'ended');
  useEffect(() => {
    if (!ended) replay.leave();
  }, [ended, replay]);

  // Plots and transcript show the moment, unless somebody points at another one.
  useEffect(() => {
    let frame = 0;
    const point = (again: boolean) => {
      const { active, at } = replay.state.get();
      const pointed = pointer.get();
      if (pointed && pointed.by !== inReplay) return;
      if (!active) pointer.set(undefined);
      else if (again || pointed?.at !== at) pointer.set({ at, by: inReplay });
    };
    const stops = [
      replay.state.subscribe(() => point(false)),
      // What was said at the moment can be marked when it is drawn.
      replay.timeline.subscribe(() => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() => point(true));
      }),
    ];
    return () => {
      cancelAnimationFrame(frame);
      stops.forEach((stop) => stop());
    };
  }, [replay, pointer]);

  const active = useStore(replay.state, (state) => state.active);
  const ready = useStore(replay.timeline, ({ lastSeq }) => lastSeq > 0);
  return { replay, shown: active && ready ? replay : live };
}
