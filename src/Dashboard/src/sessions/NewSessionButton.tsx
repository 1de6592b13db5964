import { useState } from 'react';
import { messageOf } from '../api/http';
import { navigate } from '../routing/navigation';
import { sessionPath } from '../routing/route';
import { Button } from '../ui/Button';
import { createSession } from './session';

interface NewSessionButtonProps {
  look: 'primary' | 'secondary';
  /** Hears what went wrong, and nothing when the next try begins. */
  onFailure: (message: string | undefined) => void;
}

export function NewSessionButton({ look, onFailure }: NewSessionButtonProps) {
  const [creating, setCreating] = useState(false);
  const create = async () => {
    setCreating(true);
    onFailure(undefined);
    try {
      const { id } = await createSession(defaultName(new Date()));
      navigate(sessionPath(id));
    } catch (failure) {
      onFailure(messageOf(failure));
      setCreating(false);
    }
  };
  return (
    <Button look={look} icon="plus" disabled={creating} onClick={() => void create()}>
      New session
    </Button>
  );
}

/** A title to begin with; it is edited in place on the session's page. */
function defaultName(now: Date): string {
  return `Meeting on ${now.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })}`;
}
