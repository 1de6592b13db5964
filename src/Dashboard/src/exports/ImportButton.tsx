import { useRef } from 'react';
import { navigate } from '../routing/navigation';
import { sessionPath } from '../routing/route';
import { Button } from '../ui/Button';
import { importSession } from './exports';

interface ImportButtonProps {
  busy: boolean;
  /** Does it, and says what went wrong. */
  run: (file: File) => Promise<void>;
}

/** Chooses a record that was exported, to become a session here. */
export function ImportButton({ busy, run }: ImportButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button disabled={busy} onClick={() => input.current?.click()}>
        {busy ? 'Importing…' : 'Import'}
      </Button>
      <input
        ref={input}
        hidden
        type="file"
        accept=".json,application/json"
        aria-label="Record of a session to import"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) void run(file);
          target.value = '';
        }}
      />
    </>
  );
}

/** Imports a record and shows the session that it became. */
export async function importAndOpen(file: File) {
  const session = await importSession(file);
  navigate(sessionPath(session.id));
}
