/**
 * Counts the seconds a session has been live, from when it first began. Each channel has an audio clock of its own that begins when the channel first opens;
 * adding the session's time of that moment puts all channels on one timeline, also when somebody joins late or the session is resumed another day. Lines that come
 * as text, on no channel that was ever opened, are counted from when the session began last.
 */
export interface SessionClock {
  /** Seconds in finished live stretches. */
  counted: number;
  /** When the current live stretch began, epoch milliseconds. */
  since: number | undefined;
  /** What the clock said when the current live stretch began, or the last one. */
  begun: number;
}

export const stoppedClock: SessionClock = { counted: 0, since: undefined, begun: 0 };

export function startClock(clock: SessionClock, at: string): SessionClock {
  return clock.since === undefined ? { ...clock, since: Date.parse(at), begun: clock.counted } : clock;
}

export function stopClock(clock: SessionClock, at: string): SessionClock {
  return clock.since === undefined ? clock : { ...clock, counted: secondsLive(clock, Date.parse(at)), since: undefined };
}

/** The clock, which runs with the first audio at the latest, and what it says when a channel opens. */
export function openChannelAt(clock: SessionClock, at: string): [SessionClock, number] {
  const running = startClock(clock, at);
  return [running, secondsLive(running, Date.parse(at))];
}

/** Seconds the session has been live, at `now` in epoch milliseconds. */
export function secondsLive(clock: SessionClock, now: number): number {
  return clock.counted + (clock.since === undefined ? 0 : Math.max(0, (now - clock.since) / 1000));
}
