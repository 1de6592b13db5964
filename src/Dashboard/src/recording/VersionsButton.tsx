import { useState } from 'react';
import type { LiveSession } from '../live/LiveSession';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { VersionsView } from './VersionsView';

interface VersionsButtonProps {
  sessionId: string;
  live: LiveSession;
  /** Whether whoever looks may have audio heard again. */
  mayBegin: boolean;
}

/** Leads to the versions of the transcript. */
export function VersionsButton({ sessionId, live, mayBegin }: VersionsButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)}>
        Versions
      </Button>
      {open && (
        <Dialog title="Versions of the transcript" onClose={() => setOpen(false)}>
          <VersionsView sessionId={sessionId} live={live} mayBegin={mayBegin} />
        </Dialog>
      )}
    </>
  );
}
