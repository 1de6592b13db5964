import { useEffect, useRef, useState } from 'react';
import { isAbort, messageOf, passes } from '../api/http';
import { getSeries, type Latest, type Range, type Series } from './telemetry';
import { isOutdated, type View } from './view';

/** So many buckets that the band of each can still be told from its neighbour's. */
const maxPoints = 250;
/** Of what comes live, so many values are kept: where nobody asks for them, they would only grow in number. */
const mostKept = 300;
/** A live channel is asked for again after so long (ms) at the earliest. */
const patience = 2000;

interface Loaded {
  series: Series;
  range: Range;
}

export interface Drawn {
  series: Series | undefined;
  /** What has come since. */
  live: readonly Latest[];
  error: string | undefined;
}

/**
 * Reads what a plot shows of `range`, whatever `view` made it. Where the plot ends at what is newest, values that come are put behind it, and the stretch is
 * asked for again when the window has moved on.
 */
export function useSeries(sessionId: string, channel: string, view: View, range: Range, newest: Latest | undefined): Drawn {
  const [loaded, setLoaded] = useState<Loaded>();
  const [live, setLive] = useState<readonly Latest[]>([]);
  const [error, setError] = useState<string>();
  const [round, setRound] = useState(0);
  const wanted = useRef(range);
  const asked = useRef(0);
  const following = view.kind !== 'fixed';
  const outdated = following && loaded !== undefined && isOutdated(loaded.range, range, live.length);

  const drawnTo = loaded?.range.to ?? -Infinity;

  useEffect(() => {
    wanted.current = range;
  }, [range]);

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async () => {
      asked.current = Date.now();
      const asking = wanted.current;
      try {
        const series = await getSeries(sessionId, channel, asking, maxPoints, abort.signal);
        setLoaded({ series, range: asking });
        setLive((before) => before.filter(({ timestamp }) => Date.parse(timestamp) > asking.to));
        setError(undefined);
      } catch (failure) {
        if (isAbort(failure)) return;
        setError(messageOf(failure));
        if (passes(failure)) timer = setTimeout(() => void load(), patience);
      }
    };
    void load();
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [sessionId, channel, view, round]);

  useEffect(() => {
    if (!outdated) return undefined;
    const timer = setTimeout(() => setRound((before) => before + 1), Math.max(0, asked.current + patience - Date.now()));
    return () => clearTimeout(timer);
  }, [outdated, loaded]);

  useEffect(() => {
    // What is replayed is drawn already.
    if (newest && !(Date.parse(newest.timestamp) <= drawnTo)) setLive((before) => (before.at(-1)?.timestamp === newest.timestamp ? before : [...before.slice(-mostKept), newest]));
  }, [newest, drawnTo]);

  return { series: loaded?.series, live: following ? live : [], error };
}
