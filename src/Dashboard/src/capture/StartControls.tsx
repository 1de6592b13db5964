import { useState } from 'react';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { UploadButton } from '../upload/UploadButton';
import { RecordSetup } from './RecordSetup';
import styles from './Dock.module.css';

interface StartControlsProps {
  sessionId: string;
  recordingElsewhere: boolean;
}

/** The ways to bring audio into a live session. */
export function StartControls({ sessionId, recordingElsewhere }: StartControlsProps) {
  const [setup, setSetup] = useState(false);
  if (setup) return <RecordSetup sessionId={sessionId} onCancel={() => setSetup(false)} />;
  return (
    <div className={classes(styles.row, styles.starts)}>
      <Button look="primary" icon="mic" disabled={recordingElsewhere} onClick={() => setSetup(true)}>
        {recordingElsewhere ? 'Recording in another session' : 'Record microphone'}
      </Button>
      <UploadButton sessionId={sessionId} />
    </div>
  );
}
