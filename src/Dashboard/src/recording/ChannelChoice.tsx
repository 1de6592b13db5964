import { useStore } from '../state/store';
import { SmallSelect } from '../ui/SmallSelect';
import type { Playback } from './Playback';
import type { Recording } from './recordings';

interface ChannelChoiceProps {
  playback: Playback;
  recordings: readonly Recording[];
}

/** Which of several channels is heard. */
export function ChannelChoice({ playback, recordings }: ChannelChoiceProps) {
  const chosen = useStore(playback.state, ({ channel }) => channel);
  const channels = [...new Set(recordings.map(({ channel }) => channel))];
  if (channels.length < 2) return null;
  return (
    <SmallSelect aria-label="Channel" value={chosen ?? ''} onChange={({ target }) => playback.setChannel(target.value || undefined)}>
      <option value="">All channels</option>
      {channels.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </SmallSelect>
  );
}
