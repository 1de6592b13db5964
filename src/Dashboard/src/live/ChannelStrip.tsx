import { useEffect, useState } from 'react';
import { useStore } from '../state/store';
import { classes } from '../ui/classes';
import { duration } from '../ui/format';
import { LevelMeter } from '../ui/LevelMeter';
import { useNow } from '../ui/useNow';
import { channelsShown, quietAfter, secondsBehind } from './activity';
import { Avatar, useSpeakerClass } from './Avatar';
import type { Channel } from './channel';
import type { LiveSession } from './LiveSession';
import styles from './ChannelStrip.module.css';

/** Who is being heard, how loud, and whether transcription is behind. Absent while no channel is open. */
export function ChannelStrip({ live }: { live: LiveSession }) {
  const channels = useStore(live.timeline, (timeline) => timeline.channels);
  const speakerClass = useSpeakerClass(live);
  const ended = useStore(live.timeline, (timeline) => timeline.status === 'ended');
  const now = useNow(1000, !ended);
  const shown = channelsShown(channels, now);
  if (shown.length === 0 || ended) return null;
  return (
    <ul className={styles.strip} aria-label="Audio channels">
      {shown.map((channel) => (
        <ChannelChip key={channel.name} channel={channel} now={now} colour={speakerClass(channel.speaker)} />
      ))}
    </ul>
  );
}

function ChannelChip({ channel, now, colour }: { channel: Channel; now: number; colour: string | undefined }) {
  const { speaker, name, ackLag, heardAt } = channel;
  const level = useFading(channel);
  const behind = secondsBehind(channel, now);
  const quiet = now - heardAt > quietAfter;
  return (
    <li className={classes(styles.chip, colour)} title={`Channel ${name}; the oldest audio without its final text has been waiting for ${ackLag.toFixed(1)} s`}>
      <Avatar speaker={speaker} small />
      <span className={styles.name}>{speaker}</span>
      <LevelMeter label={`Level of ${speaker}`} level={level} />
      {behind !== undefined && <span className={styles.late}>{behind >= 1 ? `${duration(behind)} behind` : 'behind'}</span>}
      {behind === undefined && quiet && <span className={styles.quiet}>no audio</span>}
    </li>
  );
}

const fadeAfter = 1500;

/** The channel's level; silence once the server no longer reports it. */
function useFading(channel: Channel): number {
  const [faded, setFaded] = useState<Channel>();
  useEffect(() => {
    const timer = setTimeout(() => setFaded(channel), fadeAfter);
    return () => clearTimeout(timer);
  }, [channel]);
  return faded === channel ? -90 : channel.level;
}
