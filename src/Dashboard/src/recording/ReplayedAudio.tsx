import { replayPosition } from '../replay/replayPosition';
import { useStore } from '../state/store';
import { Icon } from '../ui/Icon';
import { fastestHeard } from './accompany';
import { ChannelChoice } from './ChannelChoice';
import type { Playback } from './Playback';
import type { Recording } from './recordings';
import styles from './Recording.module.css';

interface ReplayedAudioProps {
  playback: Playback;
  recordings: readonly Recording[];
}

/** Stands for the player while a replay leads it. */
export function ReplayedAudio({ playback, recordings }: ReplayedAudioProps) {
  const heard = useStore(replayPosition, (position) => (position?.speed ?? 1) <= fastestHeard);
  const error = useStore(playback.state, (state) => state.error);
  return (
    <div className={styles.player} role="group" aria-label="Recording">
      <span className={styles.led}>
        <Icon name={heard ? 'sound' : 'muted'} />
        {heard ? 'The recording plays along with the replay' : `Silent above ${fastestHeard}×`}
      </span>
      <ChannelChoice playback={playback} recordings={recordings} />
      {error && (
        <span role="alert" className={styles.error}>
          {error}
        </span>
      )}
    </div>
  );
}
