import { uploads } from '../app/activities';
import { Link, usePath } from '../routing/navigation';
import { sessionPath } from '../routing/route';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { fileSize } from '../ui/format';
import { ProgressBar } from '../ui/ProgressBar';
import type { Upload } from './Uploads';
import styles from './UploadTray.module.css';

/** The uploads of this page, wherever it is; absent when there are none. */
export function UploadTray() {
  const list = useStore(uploads.state);
  if (list.length === 0) return null;
  return (
    <section className={styles.tray} aria-label="Uploads">
      <ul>
        {list.map((upload) => (
          <UploadItem key={upload.id} upload={upload} />
        ))}
      </ul>
    </section>
  );
}

function UploadItem({ upload }: { upload: Upload }) {
  const path = usePath();
  const { id, fileName, phase, stage, done, sessionId, silent, error, warning } = upload;
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <p className={styles.name}>{fileName}</p>
        <Button look="quiet" icon="close" iconOnly onClick={() => uploads.remove(id)}>
          {phase === 'running' ? `Cancel ${fileName}` : `Dismiss ${fileName}`}
        </Button>
      </div>
      {phase === 'running' && <ProgressBar key={stage} label={`Progress of ${fileName}`} value={done} />}
      {warning && (
        <p className={styles.failed} role="status">
          {warning}
        </p>
      )}
      <p className={phase === 'failed' ? styles.failed : styles.state} role={phase === 'running' ? undefined : 'status'}>
        {phase === 'failed' ? error : describe(upload)}
        {sessionId && sessionPath(sessionId) !== path && (
          <Link href={sessionPath(sessionId)}>{phase === 'running' ? 'Watch it live' : silent ? 'Open the session' : 'Open the transcript'}</Link>
        )}
      </p>
    </li>
  );
}

/** What the bar above it shows, in words. */
export function describe({ phase, stage, done, size, silent, warning }: Upload): string {
  if (phase === 'done' && silent) return 'No speech was found in it';
  if (phase === 'done') return warning ? 'Transcribed in part' : 'Transcribed';
  const work = { upload: `Uploading ${fileSize(size)}`, decode: 'Reading the file', transcribe: 'Transcribing' }[stage];
  return `${work}: ${Math.round(done * 100)} %`;
}
