import { samplePlayer } from '../app/activities';
import { navigate } from '../routing/navigation';
import { sessionPath } from '../routing/route';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import type { SamplePhase } from './SamplePlayer';
import styles from './PlaySampleButton.module.css';

const labels: Partial<Record<SamplePhase, string>> = {
  idle: 'Play the sample meeting',
  failed: 'Play the sample meeting',
  loading: 'Getting the sample…',
};

export function PlaySampleButton({ look = 'secondary' }: { look?: 'primary' | 'secondary' }) {
  const { phase, error, sessionId } = useStore(samplePlayer.state);
  const play = async () => {
    const id = await samplePlayer.play();
    if (id) navigate(sessionPath(id));
  };
  return (
    <>
      <Button look={look} icon="play" disabled={phase === 'loading'} onClick={() => void play()}>
        {labels[phase] ?? 'Open the sample meeting'}
      </Button>
      {phase === 'failed' && !sessionId && (
        <p role="alert" className={styles.failure}>
          {error}
        </p>
      )}
    </>
  );
}
