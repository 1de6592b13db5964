import { useState } from 'react';
import { sending } from '../app/activities';
import { navigate } from '../routing/navigation';
import shared from '../sharing/ShareButton.module.css';
import { useAction } from '../state/useAction';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Form } from '../ui/Form';
import { eraseSession } from './erasure';

interface EraseButtonProps {
  sessionId: string;
  title: string;
}

/** Erases a session for good, once that was said twice. */
export function EraseButton({ sessionId, title }: EraseButtonProps) {
  const [open, setOpen] = useState(false);
  const busy = useStore(sending);
  const erase = useAction(async () => {
    await eraseSession(sessionId);
    navigate('/');
  });
  return (
    <>
      <Button icon="trash" className={shared.button} title="Delete" onClick={() => setOpen(true)}>
        <span>Delete</span>
      </Button>
      {open && (
        <Dialog narrow title="Delete this session?" onClose={() => setOpen(false)}>
          <p>
            “{title}” is erased for good: what was said, notes, insights, telemetry, and whatever audio is kept. Nobody can bring it back. A receipt says what was erased.
          </p>
          {busy && <p>Audio is being sent from this page. Stop that first.</p>}
          <Form
            action={erase}
            submit="Delete for good"
            busy="Deleting…"
            disabled={busy}
            more={
              <Button look="quiet" onClick={() => setOpen(false)}>
                Cancel
              </Button>
            }
          >
            {null}
          </Form>
        </Dialog>
      )}
    </>
  );
}
