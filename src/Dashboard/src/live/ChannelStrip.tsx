import { useEffect, useState } from 'react';
import { useStore } from '../state/store';
import { classes } from '../ui/classes';
import { LevelMeter } from '../ui/LevelMeter';
import { useNow } from '../ui/useNow';
import { quietAfter } from './activity';
import { Avatar, useSpeakerClass } from './Avatar';
import type { Channel } from './channel';
import type { LiveSession } from './LiveSession';
import styles from './ChannelStrip.module.css';

/** Who is being heard, how loud, and how far transcription is behind. Absent while no channel is open. */
export function ChannelStrip({ live }: { live: LiveSession }) {
  const channels = useStore(live.timeline, (timeline) => timeline.channels);
  const speakerClass = useSpeakerClass(live);
  const ended = useStore(live.timeline, (timeline) => timeline.status === 'ended');
  const open = Object.values(channels)
    .filter((channel) => channel.open)
    .toSorted((a, b) => a.speaker.localeCompare(b.speaker));
  if (open.length === 0 || ended) return null;
  return (
    <ul className={styles.strip} aria-label="Audio channels">
      {open.map((channel) => (
        <ChannelChip key={channel.name} channel={channel} colour={speakerClass(channel.speaker)} />
      ))}
    </ul>
  );
}

/** A sentence may take 20 s to end, and is acknowledged then: less than this is not worth a number in colour. */
const noticeableLag = 25;

function ChannelChip({ channel, colour }: { channel: Channel; colour: string | undefined }) {
  const { speaker, name, ackLag, delayed, heardAt } = channel;
  const level = useFading(channel);
  const quiet = useNow(5000) - heardAt > quietAfter && ackLag === 0;
  return (
    <li className={classes(styles.chip, colour)} title={`Channel ${name}`}>
      <Avatar speaker={speaker} small />
      <span className={styles.name}>{speaker}</span>
      <LevelMeter label={`Level of ${speaker}`} level={level} />
      {quiet ? (
        <span className={styles.lag}>no audio</span>
      ) : (
        <span className={delayed || ackLag > noticeableLag ? styles.late : styles.lag} title="For how long the oldest audio has been waiting for its final text">
          <span className={styles.what}>ack lag </span>
          {ackLag.toFixed(1)} s
        </span>
      )}
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
