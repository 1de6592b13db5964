import type { Latest, Range, TelemetryChannel } from './telemetry';

/** What the plots show: everything, the newest stretch, or what somebody chose by dragging. */
export type View = { kind: 'all' } | { kind: 'last'; seconds: number } | ({ kind: 'fixed' } & Range);

/** So much (ms) is shown at least: of a channel with one point, too. */
const shortest = 1000;

/** The stretch of time that all plots show, so that one can be read against the other; undefined while there is nothing. */
export function rangeOf(view: View, channels: readonly TelemetryChannel[], latest: Readonly<Record<string, Latest>>): Range | undefined {
  if (view.kind === 'fixed') return { from: view.from, to: view.to };
  if (channels.length === 0) return undefined;
  const newest = channels.map(({ channel, last }) => Math.max(Date.parse(last), latest[channel] ? Date.parse(latest[channel].timestamp) : 0));
  const to = Math.max(...newest);
  const first = Math.min(...channels.map((channel) => Date.parse(channel.first)));
  const from = view.kind === 'last' ? to - view.seconds * 1000 : first;
  return { from: Math.min(from, to - shortest), to };
}

/** What somebody dragged over; a slip of the hand is no choice. */
export function chosenRange(from: number, to: number): View | undefined {
  return to - from >= 2 ? { kind: 'fixed', from, to } : undefined;
}

/** A part of the stretch (at least one tenth of a second more of it) that may stand at the live end as single points before it is asked for again. */
const livePart = 0.05;
const mostLivePoints = 150;

/** Whether what is drawn is too far from what the server would say now: the window has moved on, or many single points stand at its end. */
export function isOutdated(loaded: Range, wanted: Range, livePoints: number): boolean {
  const length = Math.max(wanted.to - wanted.from, shortest);
  return wanted.from < loaded.from || livePoints >= mostLivePoints || wanted.to - loaded.to > Math.max(length * livePart, 2000);
}
