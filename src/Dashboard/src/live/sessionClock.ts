/**
 * Counts the seconds a session has been live. Each channel has an audio clock of its own that begins when the channel first opens;
 * adding the session's time of that moment puts all channels on one timeline, also when somebody joins late or the session is resumed another day.
 */
export interface SessionClock {
  /** Seconds in finished live stretches. */
  counted: number;
  /** When the current live stretch began, epoch milliseconds. */
  since: number | undefined;
  /** What the clock said when the first audio came: the timeline's zero. */
  zero: number | undefined;
}

export const stoppedClock: SessionClock = { counted: 0, since: undefined, zero: undefined };

export function startClock(clock: SessionClock, at: string): SessionClock {
  return clock.since === undefined ? { ...clock, since: Date.parse(at) } : clock;
}

export function stopClock(clock: SessionClock, at: string): SessionClock {
  return clock.since === undefined ? clock : { ...clock, counted: secondsLive(clock, Date.parse(at)), since: undefined };
}

/** The clock with its zero set, and the timeline's seconds at which a channel that opens now begins. */
export function openChannelAt(clock: SessionClock, at: string): [SessionClock, number] {
  const running = startClock(clock, at);
  const now = secondsLive(running, Date.parse(at));
  const zero = running.zero ?? now;
  return [{ ...running, zero }, Math.max(0, now - zero)];
}

/** Seconds the session has been live, at `now` in epoch milliseconds. */
export function secondsLive(clock: SessionClock, now: number): number {
  return clock.counted + (clock.since === undefined ? 0 : Math.max(0, (now - clock.since) / 1000));
}
