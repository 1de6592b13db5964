import { useCallback, useEffect, useRef, useState } from 'react';
import type { SessionAccess } from '../identity/access';
import type { LiveSession } from '../live/LiveSession';
import { useLoad } from '../state/useLoad';
import { useStore } from '../state/store';
import { Icon } from '../ui/Icon';
import { addressOf } from './addressOf';
import { KeepAudioSwitch } from './KeepAudioSwitch';
import { Player } from './Player';
import { Playback } from './Playback';
import { listRecordings, type Recording } from './recordings';
import { ReplayedAudio } from './ReplayedAudio';
import { VersionsButton } from './VersionsButton';
import { useHeardLines } from './useHeardLines';
import { useReplayedAudio } from './useReplayedAudio';
import styles from './Recording.module.css';

interface RecordingBarProps {
  sessionId: string;
  live: LiveSession;
  access: SessionAccess;
}

/** Says whether audio is kept, and plays what was. */
export function RecordingBar({ sessionId, live, access }: RecordingBarProps) {
  const record = useStore(live.timeline, (timeline) => timeline.record);
  const recordSeq = useStore(live.timeline, (timeline) => timeline.recordSeq);
  const full = useStore(live.timeline, (timeline) => timeline.full);
  const ended = useStore(live.timeline, (timeline) => timeline.status === 'ended');
  const told = useStore(live.timeline, (timeline) => timeline.recordings);
  const versions = useStore(live.timeline, (timeline) => timeline.versionEvents);
  const { value, reload } = useLoad(useCallback((signal: AbortSignal) => (access.list ? listRecordings(sessionId, signal) : Promise.resolve(undefined)), [sessionId, access.list]));
  const place = useRef<HTMLDivElement>(null);
  const [playback, setPlayback] = useState<Playback>();
  useEffect(() => {
    if (!place.current) return undefined;
    const made = new Playback(place.current, addressOf);
    setPlayback(made);
    return () => made.close();
  }, [sessionId]);
  useEffect(() => {
    if (told > 0) reload();
  }, [told, reload]);
  useEffect(() => playback?.show(value?.recordings ?? []), [playback, value]);
  useHeardLines(playback, live);
  useReplayedAudio(playback, sessionId);
  const playable = value?.recordings.some(({ here }) => here) ?? false;
  const elsewhere = !playable && (value?.recordings.length ?? 0) > 0;
  // Guests get the words of all hearings, and not the voices.
  const heardAgain = playable || versions > 0;
  const keeping = record && !ended;

  return (
    <div className={styles.bar} hidden={!heardAgain && !elsewhere && !keeping && !full && (ended || !access.change)}>
      <div ref={place} hidden />
      {playable && playback && <PlayerOf playback={playback} recordings={value?.recordings ?? []} />}
      {heardAgain && <VersionsButton sessionId={sessionId} live={live} mayBegin={playable && access.list && access.change} />}
      {elsewhere && <span className={styles.hint}>The audio of this session is on the server that it was imported from.</span>}
      {keeping && (
        <span className={styles.mark} role="status">
          <Icon name="sound" />
          Audio is kept
        </span>
      )}
      {full && (
        <span className={styles.hint} role="status">
          The audio is not kept any more: it takes as much as one session may.
        </span>
      )}
      {!ended && access.change && <KeepAudioSwitch sessionId={sessionId} record={record} recordSeq={recordSeq} />}
    </div>
  );
}

/** A replay has controls of its own, and there is one clock at a time. */
function PlayerOf(props: { playback: Playback; recordings: readonly Recording[] }) {
  const led = useStore(props.playback.state, (state) => state.led);
  return led ? <ReplayedAudio {...props} /> : <Player {...props} />;
}
