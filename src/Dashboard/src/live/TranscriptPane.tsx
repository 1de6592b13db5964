import { useMemo, useRef } from 'react';
import { useStore } from '../state/store';
import type { Pointer } from '../telemetry/moments';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { isTranscribing } from './activity';
import { useSpeakerClass } from './Avatar';
import type { LiveSession } from './LiveSession';
import { Partials } from './Partials';
import type { Evidence } from './SessionView';
import { toTurns } from './transcript';
import { Turns } from './Turns';
import { useEvidence } from './useEvidence';
import { useFollowEnd } from './useFollowEnd';
import { usePointer } from './usePointer';
import styles from './Transcript.module.css';

interface TranscriptPaneProps {
  live: LiveSession;
  evidence: Evidence | undefined;
  /** What somebody points at in a plot. */
  pointer: Pointer;
  /** Whether whoever reads may bring audio in. */
  mayAdd: boolean;
  /** A moment of the session is shown, not what stands now. */
  replayed: boolean;
}

export function TranscriptPane({ live, evidence, pointer, mayAdd, replayed }: TranscriptPaneProps) {
  const lines = useStore(live.timeline, (timeline) => timeline.lines);
  const channels = useStore(live.timeline, (timeline) => timeline.channels);
  const speakerClass = useSpeakerClass(live);
  const turns = useMemo(() => toTurns(lines), [lines]);
  const scroller = useRef<HTMLElement>(null);
  const { following, stop, resume } = useFollowEnd(scroller);
  useEvidence(evidence, stop);
  usePointer(scroller, live, pointer);
  const silent = lines.length === 0 && Object.values(channels).every((channel) => !channel.partial);

  return (
    <div className={styles.pane}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A scrolling region must be reachable by keyboard. */}
      <section ref={scroller} className={styles.scroller} aria-label="What was said" tabIndex={0}>
        <div className={styles.content}>
          {silent && <NothingSaid live={live} mayAdd={mayAdd} replayed={replayed} />}
          <Turns turns={turns} speakerClass={speakerClass} />
          <Partials channels={channels} speakerClass={speakerClass} lastSpeaker={turns.at(-1)?.speaker} />
        </div>
      </section>
      {!following && (
        <Button className={styles.jump} icon="chevronDown" onClick={resume}>
          <JumpLabel live={live} />
        </Button>
      )}
    </div>
  );
}

function JumpLabel({ live }: { live: LiveSession }) {
  const active = useStore(live.timeline, ({ status }) => status === 'active');
  return active ? 'Jump to live' : 'Jump to the end';
}

function NothingSaid({ live, mayAdd, replayed }: { live: LiveSession; mayAdd: boolean; replayed: boolean }) {
  const timeline = useStore(live.timeline);
  const { status, lastSeq, channels } = timeline;
  const heard = Object.values(channels).some(({ open }) => open);
  if (lastSeq === 0) return null;
  if (replayed) return <Notice title="Nothing had been said by then">Words appear here when their moment comes.</Notice>;
  if (isTranscribing(timeline)) return <Notice title="Transcribing">Words appear here as the recording is heard.</Notice>;
  if (status === 'active' && heard) return <Notice title="Listening">Words appear here while they are spoken.</Notice>;
  if (status === 'active' && !mayAdd) return <Notice title="Nothing said yet">Words appear here while they are spoken.</Notice>;
  if (status === 'active') return <Notice title="Ready to listen">Record your microphone or upload a file; words appear here while they are spoken.</Notice>;
  if (status === 'created') return <Notice title="Not started yet">{mayAdd && 'Start the session to record or upload audio.'}</Notice>;
  return <Notice title="Nothing was said">This session ended without a transcript.</Notice>;
}
