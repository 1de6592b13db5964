import { samplePlayer } from '../app/activities';
import { navigate } from '../routing/navigation';
import { sessionPath } from '../routing/route';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import styles from './PlaySampleButton.module.css';

export function PlaySampleButton({ look = 'secondary' }: { look?: 'primary' | 'secondary' }) {
  const { phase, error, sessionId } = useStore(samplePlayer.state);
  const play = async () => {
    const id = await samplePlayer.play();
    if (id) navigate(sessionPath(id));
  };
  return (
    <>
      <Button look={look} icon="play" disabled={phase === 'loading'} onClick={() => void play()}>
        {phase === 'loading' ? 'Getting the sample…' : 'Play the sample meeting'}
      </Button>
      {phase === 'failed' && !sessionId && (
        <p role="alert" className={styles.failure}>
          {error}
        </p>
      )}
    </>
  );
}
