import { useCallback, useState } from 'react';
import { CaptureDock } from '../capture/CaptureDock';
import { InsightsPanel } from '../insights/InsightsPanel';
import type { Session } from '../sessions/session';
import { useStore } from '../state/store';
import { classes } from '../ui/classes';
import { SegmentedControl } from '../ui/SegmentedControl';
import { ChannelStrip } from './ChannelStrip';
import { FinalsAnnouncer } from './FinalsAnnouncer';
import type { LiveSession } from './LiveSession';
import { SessionAlerts } from './SessionAlerts';
import { SessionHeader } from './SessionHeader';
import { TranscriptPane } from './TranscriptPane';
import { useSessionAccess } from './useSessionAccess';
import styles from './SessionView.module.css';

type Pane = 'transcript' | 'insights';

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
  const insightCount = useStore(live.timeline, ({ insights }) => insights.items.length);
  const access = useSessionAccess(live);
  const [pane, setPane] = useState<Pane>('transcript');
  const [evidence, setEvidence] = useState<Evidence>();
  const show = useCallback((segmentIds: readonly string[]) => {
    setPane('transcript');
    setEvidence({ segmentIds });
  }, []);
  const panes = [
    { value: 'transcript', label: 'Transcript' },
    { value: 'insights', label: insightCount > 0 ? `Insights (${insightCount})` : 'Insights' },
  ] as const;

  return (
    <div className={classes(styles.view, styles[pane])}>
      <SessionHeader sessionId={sessionId} session={session} live={live} access={access} />
      <SegmentedControl className={styles.switch} label="Show" options={panes} value={pane} onChange={setPane} />
      <section className={styles.transcriptPane} aria-labelledby="transcript-heading">
        <h2 id="transcript-heading" className="visually-hidden">
          Transcript
        </h2>
        <ChannelStrip live={live} />
        <TranscriptPane live={live} evidence={evidence} mayAdd={access.add} />
        <SessionAlerts sessionId={sessionId} live={live} />
        {access.add && <CaptureDock sessionId={sessionId} live={live} forUpload={session.type === 'upload'} />}
      </section>
      <InsightsPanel className={styles.insightsPane} live={live} onShow={show} />
      <FinalsAnnouncer live={live} />
    </div>
  );
}
