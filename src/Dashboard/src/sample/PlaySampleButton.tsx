import { samplePlayer } from '../app/activities';
import { navigate } from '../routing/navigation';
import { sessionPath } from '../routing/route';
import { useStore } from '../state/store';
import { FailureBanner } from '../ui/Banner';
import { Button } from '../ui/Button';
import type { SamplePhase } from './SamplePlayer';

const labels: Partial<Record<SamplePhase, string>> = {
  idle: 'Play the sample meeting',
  failed: 'Play the sample meeting',
  loading: 'Getting the sample…',
};

interface PlaySampleButtonProps {
  look?: 'primary' | 'secondary';
}

export function PlaySampleButton({ look = 'secondary' }: PlaySampleButtonProps) {
  const { phase } = useStore(samplePlayer.state);
  const play = async () => {
    const id = await samplePlayer.play();
    if (id) navigate(sessionPath(id));
  };
  return (
    <Button look={look} icon="play" disabled={phase === 'loading'} onClick={() => void play()}>
      {labels[phase] ?? 'Open the sample meeting'}
    </Button>
  );
}

/** Why the sample could not begin. */
export function SampleFailure() {
  const failure = useStore(samplePlayer.state, ({ phase, error, sessionId }) => (phase === 'failed' && !sessionId ? error : undefined));
  return <FailureBanner onDismiss={() => samplePlayer.dismiss()}>{failure}</FailureBanner>;
}
