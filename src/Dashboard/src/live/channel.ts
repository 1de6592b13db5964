import type { ChannelProgress, Partial } from './feedItem';

/** An audio channel as the feed shows it. */
export interface Channel {
  name: string;
  speaker: string;
  /** Timeline seconds at which the channel's own clock began. */
  origin: number;
  /** When it first opened, epoch milliseconds; 0 where it never did. */
  openedAt: number;
  open: boolean;
  /** When audio came on it last, epoch milliseconds. */
  heardAt: number;
  /** Seconds of audio, once it was closed. */
  duration: number;
  /** The server said that transcription is behind. */
  delayed: boolean;
  /** How long the oldest unheard audio has been waiting, seconds. */
  lag: number;
  /** How long the oldest audio without a final text has been waiting, seconds. */
  ackLag: number;
  /** dBFS, -90 … 0. */
  level: number;
  /** Bytes the server has received. */
  received: number;
  partial: Partial | undefined;
  /** End of the newest final on this channel, on its own clock. */
  finalEnd: number;
}

/** What a channel shows while nothing is heard on it. */
const silence = { lag: 0, ackLag: 0, level: -90, partial: undefined } as const;

export type Channels = Readonly<Record<string, Channel>>;

export function newChannel(name: string, speaker: string | null | undefined, origin: number, openedAt = 0): Channel {
  return { name, speaker: speaker || speakerOf(name), origin, openedAt, open: true, heardAt: 0, duration: 0, delayed: false, ...silence, received: 0, finalEnd: 0 };
}

/** Whether a recording was uploaded on it: the server names such channels. */
export function isUpload({ name }: Channel): boolean {
  return name.startsWith('upload-');
}

/** What to call somebody nobody named: by how they are heard. Other clients' channel names are shown as they are. */
function speakerOf(channel: string): string {
  const [, kind, side] = /^(mic|upload)(?:-\w+)?(?:\.(left|right))?$/.exec(channel) ?? [];
  if (!kind) return channel;
  return `${kind === 'mic' ? 'Speaker' : 'Recording'}${side ? `, ${side}` : ''}`;
}

/** Changes one channel; one that was never opened (lines that came as text) is made on the way. */
export function withChannel(channels: Channels, name: string, change: (channel: Channel) => Channel): Channels {
  const before = channels[name];
  const after = change(before ?? { ...newChannel(name, undefined, 0), open: false });
  return after === before ? channels : { ...channels, [name]: after };
}

/** Takes note of when audio came. */
export function heardOn(channel: Channel, heardAt: number): Channel {
  return heardAt > channel.heardAt ? { ...channel, heardAt } : channel;
}

/** A partial that a final already covers comes late and is nothing new. */
export function hearPartial(channel: Channel, partial: Partial): Channel {
  if (partial.text === '') return channel.partial ? { ...channel, partial: undefined } : channel;
  return partial.end <= channel.finalEnd ? channel : { ...channel, partial };
}

/** A final replaces the partial of the same utterance and leaves one that has begun since. */
export function hearFinal(channel: Channel, start: number, end: number): Channel {
  const { partial } = channel;
  const covered = partial !== undefined && (partial.start <= start + 0.25 || partial.end <= end);
  return { ...channel, finalEnd: Math.max(channel.finalEnd, end), partial: covered ? undefined : partial };
}

/** A closed channel on which new audio arrives has been opened again in the same format, which is no event. */
export function hearProgress(channel: Channel, progress: ChannelProgress, now: number): Channel {
  const { level, lag, ack_lag: ackLag, received_offset: received } = progress;
  const more = received > channel.received;
  return heardOn({ ...channel, level, lag, ackLag, received, open: channel.open || more }, more ? now : 0);
}

export function closeChannel(channel: Channel, duration: number): Channel {
  return { ...channel, ...silence, duration, open: false, delayed: false };
}

/** What was live on the old connection is weather of yesterday; a new connection brings its own. */
export function forgetWeather(channels: Channels): Channels {
  return Object.fromEntries(Object.entries(channels).map(([name, channel]) => [name, { ...channel, ...silence }]));
}
