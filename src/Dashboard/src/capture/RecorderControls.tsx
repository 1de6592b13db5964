import { useState } from 'react';
import { recorder } from '../app/activities';
import { messageOf } from '../api/http';
import { identity } from '../identity/current';
import { mustSignInAgain } from '../identity/identityState';
import { endSession } from '../sessions/session';
import { useStore } from '../state/store';
import { Banner } from '../ui/Banner';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { clockTime, duration } from '../ui/format';
import { LevelMeter } from '../ui/LevelMeter';
import { ProgressBar } from '../ui/ProgressBar';
import type { RecorderState } from './Recorder';
import styles from './Dock.module.css';

/** The recording of this tab: running, finishing, or how it ended. */
export function RecorderControls({ sessionId, ended }: { sessionId: string; ended: boolean }) {
  const state = useStore(recorder.state);
  switch (state.phase) {
    case 'starting':
      return (
        <p className={styles.row}>
          <span className={styles.state}>Opening the microphone…</span>
          <span className={styles.muted}>The browser may ask for your permission.</span>
        </p>
      );
    case 'recording':
    case 'paused':
      return <Running state={state} />;
    case 'finishing':
      return <Finishing state={state} />;
    case 'finished':
      return <Finished state={state} sessionId={sessionId} ended={ended} />;
    case 'failed':
      return (
        <Banner look="error" action={<Button onClick={() => recorder.dismiss()}>OK</Button>}>
          {state.error}
          {state.unconfirmed >= 1 && ` ${duration(state.unconfirmed)} of audio were not transcribed.`}
        </Banner>
      );
    default:
      return null;
  }
}

function Running({ state }: { state: RecorderState }) {
  const { phase, captured, unconfirmed, connected, trouble, level, device } = state;
  const signedOut = useStore(identity.state, mustSignInAgain);
  return (
    <>
      <div className={styles.row}>
        <span className={styles.state}>
          <span className={styles.dot} />
          {phase === 'paused' ? 'Paused' : 'Recording'} {clockTime(captured)}
        </span>
        <LevelMeter label="Your level" level={level} />
        <span className={classes(styles.muted, styles.grow, styles.device)}>{device}</span>
        <span className={styles.buttons}>
          <Button look="live" icon="stop" onClick={() => void recorder.stop()}>
            Stop recording
          </Button>
        </span>
      </div>
      {phase === 'paused' && (
        <div className={styles.notice}>
          <Banner look="error">
            Recording is paused: the last {duration(unconfirmed)} are kept on this device, and there is no room for more. It goes on by itself when{' '}
            {signedOut ? 'you have signed in again' : 'the server has them'}.
          </Banner>
        </div>
      )}
      {phase === 'recording' && !connected && captured > 2 && (
        <div className={styles.notice}>
          <Banner look="warn">
            {signedOut ? 'You are signed out: sign in again.' : (trouble ?? 'The connection is lost.')} Recording goes on: {duration(unconfirmed)} are kept here and will be
            sent.
          </Banner>
        </div>
      )}
    </>
  );
}

function Finishing({ state: { unconfirmed, connected, error } }: { state: RecorderState }) {
  const [whole] = useState(Math.max(unconfirmed, 0.1));
  const signedOut = useStore(identity.state, mustSignInAgain);
  return (
    <>
      <div className={styles.row} role="status">
        <span className={styles.state}>Finishing…</span>
        <span className={styles.grow}>
          <ProgressBar label="Audio confirmed" value={1 - unconfirmed / whole} />
        </span>
        <span className={styles.muted}>{connected ? `${duration(Math.ceil(unconfirmed))} to transcribe` : signedOut ? 'Waiting for you to sign in again' : 'Waiting for the server'}</span>
        {!connected && (
          <Button look="quiet" onClick={() => void recorder.discard()}>
            Discard the rest
          </Button>
        )}
      </div>
      {error && (
        <div className={styles.notice}>
          <Banner look="warn">{error}</Banner>
        </div>
      )}
    </>
  );
}

interface FinishedProps {
  state: Pick<RecorderState, 'captured' | 'error'>;
  sessionId: string;
  /** The session has ended, by whomever: there is nothing left to decide. */
  ended: boolean;
}

export function Finished({ state: { captured, error }, sessionId, ended }: FinishedProps) {
  const [failure, setFailure] = useState<string>();
  const end = async () => {
    try {
      await endSession(sessionId);
      recorder.dismiss();
    } catch (problem) {
      setFailure(messageOf(problem));
    }
  };
  return (
    <>
      <div className={styles.row} role="status">
        <span className={`${styles.grow} ${styles.state}`}>
          {duration(captured)} recorded, all of it transcribed. <span className={styles.muted}>{error}</span>
        </span>
        <span className={styles.buttons}>
          {!ended && (
            <Button look="primary" onClick={() => void end()}>
              End session
            </Button>
          )}
          <Button onClick={() => recorder.dismiss()}>{ended ? 'OK' : 'Keep it open'}</Button>
        </span>
      </div>
      {failure && !ended && (
        <div className={styles.notice}>
          <Banner look="error">{failure}</Banner>
        </div>
      )}
    </>
  );
}
