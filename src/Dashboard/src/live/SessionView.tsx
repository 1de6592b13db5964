import { useCallback, useState } from 'react';
import { CaptureDock } from '../capture/CaptureDock';
import { CorrectionsProvider } from '../corrections/CorrectionsContext';
import { InsightsPanel } from '../insights/InsightsPanel';
import { NotesPanel } from '../notes/NotesPanel';
import { RecordingBar } from '../recording/RecordingBar';
import { useReplay } from '../replay/useReplay';
import { placeOf, type SearchHit } from '../search/search';
import type { Session } from '../sessions/session';
import { useStore } from '../state/store';
import { newPointer } from '../telemetry/moments';
import { TelemetryPanel } from '../telemetry/TelemetryPanel';
import { useTelemetry } from '../telemetry/useTelemetry';
import { classes } from '../ui/classes';
import { SegmentedControl } from '../ui/SegmentedControl';
import { ChannelStrip } from './ChannelStrip';
import { FinalsAnnouncer } from './FinalsAnnouncer';
import type { LiveSession } from './LiveSession';
import { SessionAlerts } from './SessionAlerts';
import { SessionHeader } from './SessionHeader';
import { TimelineStrip } from './TimelineStrip';
import { TranscriptPane } from './TranscriptPane';
import { useArrival } from './useArrival';
import { useSessionAccess } from './useSessionAccess';
import { useShownNote, type AskedNote } from './useShownNote';
import styles from './SessionView.module.css';

type Side = 'insights' | 'notes' | 'telemetry';
type Pane = 'transcript' | Side;

/** Places in the transcript that somebody asked to see; a new object each time, so that asking again scrolls again. */
export interface Evidence {
  segmentIds: readonly string[];
}

interface SessionViewProps {
  sessionId: string;
  session: Session;
  live: LiveSession;
}

export function SessionView({ sessionId, session, live }: SessionViewProps) {
  const [pointer] = useState(newPointer);
  const { replay, shown } = useReplay(sessionId, live, pointer);
  const replayed = shown !== live;
  const insightCount = useStore(shown.timeline, ({ insights }) => insights.items.length);
  const access = useSessionAccess(live);
  const noteCount = useStore(shown.timeline, ({ notes }) => notes.length);
  const [pane, setPane] = useState<Pane>('transcript');
  const [side, setSide] = useState<Side>('insights');
  const telemetry = useTelemetry(sessionId, live, shown);
  const measured = telemetry.channels.length > 0;
  const [evidence, setEvidence] = useState<Evidence>();
  const [note, setNote] = useState<AskedNote>();
  const show = useCallback((segmentIds: readonly string[]) => {
    setPane('transcript');
    setEvidence({ segmentIds });
  }, []);
  const turnTo = useCallback((next: Pane) => {
    setPane(next);
    if (next !== 'transcript') setSide(next);
  }, []);
  const showNote = useCallback(
    (id: string) => {
      turnTo('notes');
      setNote({ id });
    },
    [turnTo],
  );
  const showFound = useCallback(
    (hit: SearchHit) => {
      if (replay.state.get().active) replay.seek(Date.parse(hit.at));
      const { line, note } = placeOf(hit);
      if (note) showNote(note);
      else if (line) show([line]);
      // A summary rests on all of it.
      else turnTo('insights');
    },
    [replay, show, showNote, turnTo],
  );
  useArrival(live, show, showNote);
  useShownNote(note);
  const sides = [
    { value: 'insights', label: insightCount > 0 ? `Insights (${insightCount})` : 'Insights' },
    { value: 'notes', label: noteCount > 0 ? `Notes (${noteCount})` : 'Notes' },
    ...(measured ? [{ value: 'telemetry', label: 'Telemetry' } as const] : []),
  ] as const;
  const panes = [{ value: 'transcript', label: 'Transcript' }, ...sides] as const;

  return (
    <div className={classes(styles.view, pane === 'transcript' ? styles.transcript : styles.side, side === 'telemetry' && styles.wide)}>
      <SessionHeader sessionId={sessionId} session={session} live={live} access={access} onFound={showFound} />
      <SegmentedControl className={styles.switch} label="Show" options={panes} value={pane} onChange={turnTo} />
      <section className={styles.transcriptPane} aria-labelledby="transcript-heading">
        <h2 id="transcript-heading" className="visually-hidden">
          Transcript
        </h2>
        <RecordingBar sessionId={sessionId} live={live} access={access} />
        <ChannelStrip live={live} />
        <TimelineStrip live={live} onLine={show} onNote={showNote} replay={replay} />
        <CorrectionsProvider sessionId={sessionId} timeline={shown.timeline} mayCorrect={access.add && !replayed}>
          <TranscriptPane live={shown} evidence={evidence} pointer={pointer} mayAdd={access.add && !replayed} replayed={replayed} />
        </CorrectionsProvider>
        <SessionAlerts sessionId={sessionId} live={live} />
        {access.add && <CaptureDock sessionId={sessionId} live={live} forUpload={session.type === 'upload'} />}
      </section>
      <div className={styles.sidePane}>
        <SegmentedControl className={styles.sideSwitch} label="Beside the transcript" options={sides} value={side} onChange={turnTo} />
        {/* Both stay: a note that is being written is not lost to a look at the insights. */}
        <InsightsPanel className={classes(styles.sidePanel, side !== 'insights' && styles.away)} live={shown} onShow={show} replayed={replayed} />
        <NotesPanel className={classes(styles.sidePanel, side !== 'notes' && styles.away)} sessionId={sessionId} live={shown} mayAdd={access.add} measured={measured} replayed={replayed} />
        {measured && (
          <TelemetryPanel
            className={classes(styles.sidePanel, side !== 'telemetry' && styles.away)}
            sessionId={sessionId}
            telemetry={telemetry}
            shown={side === 'telemetry'}
            pointer={pointer}
            mayAdd={access.add}
          />
        )}
      </div>
      <FinalsAnnouncer live={live} />
    </div>
  );
}
