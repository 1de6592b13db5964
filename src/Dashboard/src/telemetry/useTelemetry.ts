import { useEffect, useMemo, useRef, useState } from 'react';
import { isAbort } from '../api/http';
import type { LiveSession } from '../live/LiveSession';
import { useStore } from '../state/store';
import { getLatest, levelOf, listChannels, type Crossing, type Latest, type TelemetryChannel } from './telemetry';

/** What a session's telemetry shows, without the points themselves. */
export interface Telemetry {
  /** By name; none: the page shows nothing of telemetry. */
  channels: readonly TelemetryChannel[];
  /** The newest value of each channel, as far as it is known. */
  latest: Readonly<Record<string, Latest>>;
  crossings: readonly Crossing[];
  /** Asks for the channels anew. */
  reload: () => void;
}

/** Values change many times a second, more often than anybody reads them. */
const pace = 250;
/** A server that was away is asked again, in ms. */
const again = 5000;
/** Of so many channels the newest value is asked for when the page opens; of others it shows when it comes. */
const askedOf = 40;

/**
 * Follows a session's channels: those that have points when the page opens, and those that come while it is open.
 * @param shown What the page shows: the session, or one of its moments.
 */
export function useTelemetry(sessionId: string, live: LiveSession, shown: LiveSession = live): Telemetry {
  const [channels, setChannels] = useState<readonly TelemetryChannel[]>([]);
  const [first, setFirst] = useState<Readonly<Record<string, Latest>>>({});
  const [round, setRound] = useState(0);
  const crossings = useStore(live.timeline, (timeline) => timeline.crossings);
  const signalled = useStore(live.timeline, (timeline) => Object.keys(timeline.latest).length);
  // Values that come while nothing is followed are signalled to nobody here: channels are asked for once the feed has begun, and each time that it begins anew.
  const greetedAt = useStore(live.timeline, (timeline) => timeline.greetedAt);
  const later = useThrottled(shown);
  const shownCrossings = useStore(shown.timeline, (timeline) => timeline.crossings);
  const replayed = shown !== live;

  useEffect(() => {
    if (greetedAt === 0) return undefined;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async () => {
      try {
        const found = await listChannels(sessionId, abort.signal);
        setChannels(found);
        const newest = await Promise.allSettled(found.slice(0, askedOf).map(({ channel }) => getLatest(sessionId, channel, abort.signal)));
        const values = newest.flatMap((answer) => (answer.status === 'fulfilled' ? [[answer.value.channel, answer.value] as const] : []));
        if (!abort.signal.aborted) setFirst(Object.fromEntries(values));
      } catch (error) {
        // Beside the transcript, what is measured is no reason for an alarm: it comes when it comes.
        if (!isAbort(error)) timer = setTimeout(() => void load(), again);
      }
    };
    void load();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
    // A channel that is heard of for the first time is looked up with all others.
  }, [sessionId, round, signalled, greetedAt]);

  // Nobody says that limits were set: a crossing of one that is not known does.
  const crossed = crossings.at(-1);
  const known = useRef(channels);
  useEffect(() => {
    known.current = channels;
  }, [channels]);
  useEffect(() => {
    if (crossed && isNews(crossed, known.current)) setRound((before) => before + 1);
  }, [crossed]);

  const latest = useMemo(() => (replayed ? later : newestOf(first, later)), [first, later, replayed]);
  const shownChannels = useMemo(() => (replayed ? standing(channels, shownCrossings) : channels), [channels, shownCrossings, replayed]);
  return useMemo(
    () => ({ channels: shownChannels, latest, crossings: shownCrossings, reload: () => setRound((before) => before + 1) }),
    [shownChannels, latest, shownCrossings],
  );
}

/** Channels as they stood at a moment: how they stand now says nothing of it, what had been crossed by then does. */
export function standing(channels: readonly TelemetryChannel[], crossings: readonly Crossing[]): TelemetryChannel[] {
  return channels.map((channel) => ({ ...channel, level: levelOf({ ...channel, level: 'ok' }, crossings) }));
}

/** Whether a limit was crossed that the page has not heard of. */
export function isNews({ channel, limit }: Crossing, channels: readonly TelemetryChannel[]): boolean {
  const limits = channels.find((known) => known.channel === channel)?.limits;
  return typeof limit === 'number' && ![limits?.warn_low, limits?.warn_high, limits?.alarm_low, limits?.alarm_high].includes(limit);
}

/** What came live, a few times a second at most. */
function useThrottled(live: LiveSession): Readonly<Record<string, Latest>> {
  const [shown, setShown] = useState(() => live.timeline.get().latest);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer = undefined;
      setShown(live.timeline.get().latest);
    };
    const stop = live.timeline.subscribe(() => {
      timer ??= setTimeout(show, pace);
    });
    timer = setTimeout(show);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [live]);
  return shown;
}

/** Of each channel the newer one, by the source's clock. */
export function newestOf(first: Readonly<Record<string, Latest>>, later: Readonly<Record<string, Latest>>): Readonly<Record<string, Latest>> {
  const kept = Object.values(first).filter(({ channel, timestamp }) => !later[channel] || Date.parse(later[channel].timestamp) < Date.parse(timestamp));
  return { ...later, ...Object.fromEntries(kept.map((value) => [value.channel, value])) };
}
