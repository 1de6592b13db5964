import { useState } from 'react';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import styles from './ShareButton.module.css';
import { ShareLinks } from './ShareLinks';

export function ShareButton({ sessionId }: { sessionId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="share" className={styles.button} title="Share" onClick={() => setOpen(true)}>
        <span>Share</span>
      </Button>
      {open && (
        <Dialog title="Share this session" onClose={() => setOpen(false)}>
          <ShareLinks sessionId={sessionId} />
        </Dialog>
      )}
    </>
  );
}
